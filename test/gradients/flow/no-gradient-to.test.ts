import * as tf from '@tensorflow/tfjs-node';
import { expect, test } from 'vitest';
import { checkNoGradientTo } from '../../../src/gradients/flow/no-gradient-to.ts';
import { digitClassifier } from '../../../fixtures/models/index.ts';
import { crossEntropy, images, normal, oneHot, smallCnn } from './sound-programs.ts';
import { expectNothingLeft } from '../../scope-each-test.ts';

expectNothingLeft();

const data = (): { xs: tf.Tensor; ys: tf.Tensor } => ({ xs: images(8, 1), ys: oneHot(8, 3) });

test('a target network behind a copy of its values gets none, and without the copy it does', async () => {
  const online = tf.variable(normal([4, 2], 1) as tf.Tensor2D, true, 'online');
  const target = tf.variable(normal([4, 2], 2) as tf.Tensor2D, true, 'target');
  const x = normal([8, 4], 3) as tf.Tensor2D;
  const goal = (): tf.Tensor => tf.matMul(x, target);
  const difference = (wanted: tf.Tensor): tf.Tensor => tf.matMul(x, online).sub(wanted).square().mean();
  const apart = (): tf.Tensor => difference(tf.tensor(goal().dataSync(), [8, 2]));
  expect((await checkNoGradientTo(apart, [target])).pass).toBe(true);
  const { pass, details, message } = await checkNoGradientTo(() => difference(goal()), target);
  expect(pass).toBe(false);
  expect(details.weights).toMatchObject([
    {
      name: 'target',
      by: [{ kernel: 'BatchMatMul', line: expect.stringContaining('no-gradient-to.test.ts') as string }],
    },
  ]);
  expect(message()).toContain('A gradient reaches 1 of 1 weight that should get none.');
  expect(message()).toContain('back from BatchMatMul at test/gradients/flow/no-gradient-to.test.ts:');
});

test('a frozen layer gets none, by name, by pattern and as a layer', async () => {
  const model = smallCnn(1);
  const [first] = model.layers;
  if (first === undefined) throw new Error('it has layers');
  first.trainable = false;
  for (const selection of [first.name, new RegExp(`^${first.name}`), first, [first]]) {
    const { pass, message } = await checkNoGradientTo(model, selection, data(), { loss: crossEntropy });
    expect(pass).toBe(true);
    expect(message()).toMatch(/^Expected a gradient to reach 2 weights .* but none arrives\.$/);
  }
  const head = model.layers.at(-1)?.name ?? '';
  expect((await checkNoGradientTo(model, head, data(), { loss: crossEntropy })).pass).toBe(false);
});

test('a frozen part of a module gets none', async () => {
  const model = digitClassifier({ classes: 3 });
  model.initialize();
  expect((await checkNoGradientTo(model, 'backbone', data(), { loss: crossEntropy })).pass).toBe(false);
  model.backbone.trainable = false;
  expect((await checkNoGradientTo(model, 'backbone', data(), { loss: crossEntropy })).pass).toBe(true);
  expect((await checkNoGradientTo(model, model.backbone, data(), { loss: crossEntropy })).pass).toBe(true);
});

test('a cast to integers does pass one on, which is why it is no stop', async () => {
  const w = tf.variable(normal([3], 1));
  const loss = (): tf.Tensor => w.toInt().toFloat().sum();
  expect((await checkNoGradientTo(loss, [w])).pass).toBe(false);
});

test.each<[string, () => readonly unknown[], RegExp]>([
  ['a name beside a loss', () => [() => tf.scalar(1), 'w'], /variables must be variables/],
  ['no variables', () => [() => tf.scalar(1), []], /variables must be variables/],
  [
    'a name of nothing',
    () => [smallCnn(1), 'nothing', data(), { loss: crossEntropy }],
    /names no weight: 'nothing'/,
  ],
  [
    'what is no selector',
    () => [smallCnn(1), 5, data(), { loss: crossEntropy }],
    /a name, a pattern, a variable/,
  ],
  ['no batch', () => [smallCnn(1), 'dense', undefined, { loss: crossEntropy }], /batch must be/],
  ['an unknown option', () => [smallCnn(1), 'dense', data(), { steps: 1 }], /no option 'steps'/],
])('%s is refused', async (_name, args, message) => {
  const [subject, selection, given, options] = args();
  const call = checkNoGradientTo(subject, selection as string, given, options as object);
  await expect(call).rejects.toThrow(message);
});

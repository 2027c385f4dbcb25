import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import '../../matchers/vitest.ts';
import { checkSignature, type SignatureOptions } from '../../src/laws/index.ts';
import { scopeEachTest } from '../scope-each-test.ts';
import { judged } from './judged.ts';

scopeEachTest({ variables: true });

type Given = readonly [name: string, subject: () => unknown, signature: string, options: SignatureOptions];
const size = (x: tf.Tensor, axis = 0): number => x.shape[axis] ?? 0;
const classifier = (): tf.LayersModel =>
  tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [6, 6, 3] }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 4 }),
    ],
  });
const twoHeads = (): tf.LayersModel => {
  const [image, length] = [tf.input({ shape: [4] }), tf.input({ shape: [1] })];
  const features = tf.layers.concatenate().apply([image, length]) as tf.SymbolicTensor;
  const head = (units: number): tf.SymbolicTensor =>
    tf.layers.dense({ units, name: units === 2 ? 'boxes' : 'scores' }).apply(features) as tf.SymbolicTensor;
  return tf.model({ inputs: [image, length], outputs: [head(2), head(3)] });
};

const SOUND: readonly Given[] = [
  ['a mean over places', () => (x: tf.Tensor) => tf.mean(x, [1, 2]), 'b h w 3 -> b 3', {}],
  ['a loss', () => tf.losses.meanSquaredError, 'y: b n, p: b n ->', {}],
  ['several outputs in a list', () => (x: tf.Tensor) => tf.unstack(tf.stack([x, x])), 'b n -> b n, b n', {}],
  [
    'outputs by name, in another order',
    () => (x: tf.Tensor) => ({ scores: tf.sum(x, 1), boxes: tf.clone(x) }),
    'b 4 -> boxes: b 4, scores: b',
    {},
  ],
  [
    'an argument that may be left out',
    () => (x: tf.Tensor, mask?: tf.Tensor) => (mask === undefined ? tf.relu(x) : tf.mul(x, mask)),
    'x: b n, mask?: b n -> b n',
    {},
  ],
  ['arithmetic', () => (x: tf.Tensor) => tf.reshape(x, [size(x), -1]), 'b h w -> b h*w', {}],
  [
    'a size that the data decide, said so',
    () => (x: tf.Tensor) => tf.booleanMaskAsync(x, tf.greater(x, 0)),
    'n -> _kept',
    {},
  ],
  ['an asynchronous function', () => async (x: tf.Tensor) => tf.tensor(await x.array()), 'b n -> b n', {}],
  ['a model whose sizes are bound', classifier, 'b h w 3 -> b classes', { bindings: { h: 6, w: 6 } }],
  ['a model with several inputs and outputs', twoHeads, 'b 4, b 1 -> boxes: b 2, scores: b 3', {}],
  ['a function of nothing', () => () => tf.zeros([3]), '-> 3', {}],
  [
    'integers for a table',
    () => (ids: tf.Tensor) => tf.gather(tf.zeros([10, 2]), ids),
    'b t -> b t 2',
    { dtype: 'int32', elements: { min: 0, max: 9 } },
  ],
];

test.each(SOUND)('%s satisfies it', async (_name, subject, signature, options) => {
  const model = subject();
  const check = await judged(() => checkSignature(model, signature, options));
  expect(check.pass, check.message()).toBe(true);
});

type Faulty = readonly [
  name: string,
  subject: () => unknown,
  signature: string,
  options: SignatureOptions,
  says: RegExp,
];
const FAULTY: readonly Faulty[] = [
  [
    'a batch size that is written into it',
    () => () => tf.zeros([32, 10]),
    'b h w 3 -> b classes',
    {},
    /axis 0 \(b\) is 32/,
  ],
  [
    'a reshape to one batch size',
    () => (x: tf.Tensor) => tf.reshape(x, [4, -1]),
    'b n -> b n',
    {},
    /throws|axis/,
  ],
  [
    'a batch axis that is squeezed away',
    () => (x: tf.Tensor) => tf.squeeze(x),
    'b n -> b n',
    {},
    /1 axis|0 axes/,
  ],
  ['axes swapped', () => (x: tf.Tensor) => tf.transpose(x), 'b n -> b n', {}, /axis 0 \(b\)/],
  [
    'classes counted from the data',
    () => (ids: tf.Tensor) => tf.oneHot(ids.toInt(), Math.max(1, ...ids.dataSync()) + 1),
    'b -> b classes',
    { dtype: 'int32', elements: { min: 0, max: 9 } },
    /classes is \d+ here, but was \d+ for int32\[/,
  ],
  [
    'one output too few',
    () => (x: tf.Tensor) => tf.relu(x),
    'b n -> b n, b n',
    {},
    /it gives 1 output, not 2/,
  ],
  [
    'names bound in two outputs',
    () => (x: tf.Tensor) => ({ boxes: tf.zeros([size(x), 7, 4]), scores: tf.zeros([size(x), 6]) }),
    'b h w 3 -> boxes: b n 4, scores: b n',
    {},
    /scores: axis 1 \(n\) is 6, but boxes axis 1 bound n = 7/,
  ],
  [
    'another number of classes',
    classifier,
    'b 6 6 3 -> b classes',
    { bindings: { classes: 5 } },
    /axis 1 \(classes\) is 4/,
  ],
  ['sizes that the model does not take', classifier, 'b h w 3 -> b classes', {}, /it throws/],
  [
    'padding that is missing',
    () => (x: tf.Tensor4D) => tf.maxPool(x, 2, 1, 'valid'),
    'b h w 1 -> b h w 1',
    { minSize: 3 },
    /axis 1/,
  ],
  [
    'a mask that does not broadcast',
    () => (q: tf.Tensor, m?: tf.Tensor) => (m === undefined ? tf.relu(q) : tf.mul(q, m)),
    'q: b t d, mask?: b t -> b t d',
    {},
    /it throws/,
  ],
];

test.each(FAULTY)('%s does not', async (_name, subject, signature, options, says) => {
  const model = subject();
  const check = await judged(() => checkSignature(model, signature, options));
  expect(check.pass).toBe(false);
  expect(check.message()).toMatch(says);
});

test('the counterexample is the smallest, and comes again by seed and path', async () => {
  const subject = (x: tf.Tensor): tf.Tensor => tf.zeros([size(x) < 3 ? size(x) : 2, 5]);
  const { details } = await checkSignature(subject, 'b n -> b 5', { seed: 7 });
  expect(details.counterexample?.inputs[0]?.tensor.shape).toEqual([3, 1]);
  const path = details.counterexample?.path;
  const again = await checkSignature(subject, 'b n -> b 5', { seed: 7, path });
  expect(again.details.counterexample?.inputs).toEqual(details.counterexample?.inputs);
});

test('says what is wrong, with what came of it', async () => {
  const classify = (x: tf.Tensor): tf.Tensor => tf.zeros([32, size(x, 3)]);
  const { message } = await checkSignature(classify, 'image: b h w 3 -> b classes');
  expect(message()).toMatchInlineSnapshot(`
    "classify does not satisfy 'image: b h w 3 -> b classes': the result: axis 0 (b) is 32, but image axis 0 bound b = 1.
      image            float32[1, 1, 1, 3] zeros
      classify(image)  float32[32, 3]  'b classes'
      found            in run 1 of 100, made simpler 2 times; { seed: 0, path: '0:0:0' } replays it
      code             const image = tf.zeros([1, 1, 1, 3], 'float32'); classify(image)
      hint: axis 0 of the result was 32 for every input, as if the size of a batch were written into it."
  `);
});

test.each([
  ['a signature without an arrow', 'b n', {}],
  ['a name that nothing has', 'b n -> b n', { bindings: { c: 3 } }],
  ['no text', 3 as never, {}],
  ['a path that is none', 'b n -> b n', { path: 'x' }],
  ['no runs', 'b n -> b n', { runs: 0 }],
])('refuses %s', async (_name, signature, options) => {
  await expect(judged(() => checkSignature((x: tf.Tensor) => x, signature, options))).rejects.toMatchObject({
    code: expect.stringMatching(/^TP_/) as string,
  });
});

describe('toSatisfySignature', () => {
  test('passes, and fails behind .not', async () => {
    await expect(classifier()).toSatisfySignature('b 6 6 3 -> b 4');
    await expect(classifier()).not.toSatisfySignature('b 6 6 3 -> b 5');
    await expect(expect(classifier()).not.toSatisfySignature('b 6 6 3 -> b 4')).rejects.toThrow(
      "Expected model not to satisfy 'b 6 6 3 -> b 4', but it does in all 100 cases.",
    );
  });
});

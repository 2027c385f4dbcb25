import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import '../../../matchers/vitest.ts';
import { checkDependsOnInput } from '../../../src/training/behaviour/depends-on-input.ts';
import { images, normal, smallCnn } from '../../gradients/flow/sound-programs.ts';
import { scopeEachTest } from '../../scope-each-test.ts';
import { apply, dense, mlp, SOUND_PREDICTORS, type Predictor } from './programs.ts';

scopeEachTest({ variables: true });

describe.each(SOUND_PREDICTORS)('%s', (_name, make) => {
  test.each([1, 2, 3, 4, 5])('depends on its input, seed %i', async (seed) => {
    const { subject, xs } = make(seed);
    const before = tf.memory().numTensors;
    const check = await checkDependsOnInput(subject, { xs }, { seed });
    expect(check.pass, check.message()).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });
});

const FAULTY: readonly (readonly [string, (seed: number) => Predictor])[] = [
  [
    'F23: one unit of softmax',
    (s) => ({ subject: mlp(dense(1, { inputShape: [4], activation: 'softmax' })), xs: normal([8, 4], s) }),
  ],
  ['F42: every ReLU dead', (s) => ({ subject: smallCnn(s, { bias: -10 }), xs: images(8, s) })],
  [
    'F44: every weight zero',
    (s) => ({
      subject: mlp(
        dense(8, { inputShape: [4], activation: 'relu', kernelInitializer: 'zeros' }),
        dense(3, { kernelInitializer: 'zeros' }),
      ),
      xs: normal([8, 4], s),
    }),
  ],
  [
    'pixels divided as int32',
    (s) => ({
      subject: (x: tf.Tensor) => x.cast('int32').div(tf.scalar(255, 'int32')).cast('float32'),
      xs: images(8, s).mul(254),
    }),
  ],
  [
    'a layer norm over one feature',
    (s) => ({
      subject: mlp(dense(1, { inputShape: [4] }), tf.layers.layerNormalization()),
      xs: normal([8, 4], s),
    }),
  ],
  ['a function that gives what it kept', (s) => ({ subject: () => tf.ones([8, 3]), xs: normal([8, 4], s) })],
];

describe.each(FAULTY)('%s', (_name, make) => {
  test.each([1, 2, 3, 4, 5])('is found, seed %i', async (seed) => {
    const { subject, xs } = make(seed);
    const before = tf.memory().numTensors;
    const check = await checkDependsOnInput(subject, { xs }, { seed });
    expect(check.pass).toBe(false);
    expect(check.details.outputs[0]?.by).toEqual([]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

function twoInputs(weight: number): tf.LayersModel {
  const [a, b] = [tf.input({ shape: [4] }), tf.input({ shape: [4] })];
  class Weighed extends tf.layers.Layer {
    static className = 'Weighed';
    override call(inputs: tf.Tensor[]): tf.Tensor {
      return tf.add(inputs[0] as tf.Tensor, (inputs[1] as tf.Tensor).mul(weight));
    }
    override computeOutputShape([shape]: tf.Shape[]): tf.Shape {
      return shape as tf.Shape;
    }
  }
  const outputs = apply(dense(2), apply(new Weighed(), a, b));
  return tf.model({ inputs: [a, b], outputs });
}

test('names the input that is ignored', async () => {
  const model = twoInputs(0);
  const check = await checkDependsOnInput(model, { xs: [normal([6, 4], 1), normal([6, 4], 2)] });
  expect(check.details.ignored).toEqual(['xs[1]']);
  expect(check.message()).toContain("The input 'xs[1]' does not reach the output.");
  await expect(twoInputs(1)).toDependOnInput({ xs: [normal([6, 4], 1), normal([6, 4], 2)] });
});

test('says where an input counts in training only', async () => {
  const subject = (
    { a, b }: { a: tf.Tensor; b: tf.Tensor },
    { training }: { training: boolean },
  ): tf.Tensor => (training ? tf.add(a, b) : tf.neg(a));
  const xs = { a: normal([6, 4], 1), b: normal([6, 4], 2) };
  const check = await checkDependsOnInput(subject, { xs });
  expect(check.details).toMatchObject({ ignored: ['xs.b'], onlyInTraining: ['xs.b'] });
});

test('names the output that is constant', async () => {
  const subject = (x: tf.Tensor): Record<string, tf.Tensor> => ({
    good: tf.neg(x),
    bad: tf.softmax(x.sum(1, true)),
  });
  const check = await checkDependsOnInput(subject, { xs: normal([6, 4], 1) });
  expect(check.message()).toMatchInlineSnapshot(`
    "The output 'bad' does not depend on the input.
      bad    [6, 1], 1 everywhere; not one bit changes
      tried  4 other contents of it: those of other samples, zeros, mirrored, elements redrawn
      hint: a softmax over one unit is always 1; two classes take one unit of sigmoid, or two of softmax."
  `);
  await expect(subject).not.toDependOnInput({ xs: normal([6, 4], 1) });
});

test('puts every weight back', async () => {
  const model = mlp(dense(3, { inputShape: [4], kernelInitializer: 'zeros' }));
  const before = model.getWeights().map((each) => each.arraySync());
  expect((await checkDependsOnInput(model, { xs: normal([6, 4], 1) })).pass).toBe(true);
  expect(model.getWeights().map((each) => each.arraySync())).toEqual(before);
});

test.each<[string, () => unknown, () => unknown, object | undefined, string]>([
  ['what does not predict', () => 3, () => ({ xs: tf.ones([2, 3]) }), undefined, 'received must be'],
  ['no inputs', () => tf.neg, () => undefined, undefined, 'must hold the inputs'],
  ['an empty batch', () => tf.neg, () => ({ xs: tf.ones([0, 3]) }), undefined, 'must have elements'],
  ['a promise', () => () => Promise.resolve(1), () => ({ xs: tf.ones([2, 3]) }), undefined, 'promise'],
  ['a misspelt option', () => tf.neg, () => ({ xs: tf.ones([2, 3]) }), { sed: 1 }, "did you mean 'seed'"],
])('refuses %s', async (_name, subject, data, options, text) => {
  const given = [subject(), data()] as const;
  const before = tf.memory().numTensors;
  await expect(checkDependsOnInput(given[0], given[1] as never, options)).rejects.toThrow(text);
  expect(tf.memory().numTensors).toBe(before);
});

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

describe('half of an input', () => {
  const series = normal([8, 10, 3], 1);
  const states = (at: number): tf.LayersModel => {
    const input = tf.input({ shape: [10, 3] });
    const all = tf.layers.lstm({ units: 6, returnSequences: true }).apply(input) as tf.SymbolicTensor;
    const one = new Custom((x) => x.slice([0, at, 0], [-1, 1, -1]).squeeze([1]), [6]).apply(all);
    return tf.model({
      inputs: input,
      outputs: tf.layers.dense({ units: 2 }).apply(one) as tf.SymbolicTensor,
    });
  };

  test('that comes after the step that is taken', async () => {
    const check = await checkDependsOnInput(states(0), { xs: series });
    expect(check.details.ignoredHalves).toEqual([{ input: 'xs', axis: 1, from: 5, to: 10, of: 10 }]);
    expect(check.message()).toMatchInlineSnapshot(`
      "Half of 'xs' never reaches the output.
        xs  5 to 9 of the 10 on axis 1: not one bit changes, whatever stands there
        hint: is the first step of a sequence taken, where the last one is meant?"
    `);
    expect((await checkDependsOnInput(states(9), { xs: series })).pass).toBe(true);
  });

  test.each<[string, (x: tf.Tensor) => tf.Tensor, number, number]>([
    ['columns', (x) => x.slice([0, 2], [-1, 2]), 1, 0],
    ['a column', (x) => x.gather([0], 1), 1, 2],
    ['rows of images', (x) => x.slice([0, 0, 0, 0], [-1, 3, -1, -1]).mean([1, 2]), 1, 3],
    ['the middle of images', (x) => x.slice([0, 0, 3, 0], [-1, -1, 1, -1]).mean([1, 2]), 2, 0],
    ['a channel of two', (x) => x.slice([0, 0, 0, 1], [-1, -1, -1, 1]).mean([1, 2]), 3, 0],
  ])('%s of which too few are taken', async (name, subject, axis, from) => {
    const xs = name.includes('column') ? normal([8, 4], 1) : normal([8, 6, 6, 2], 1);
    const { pass, details } = await checkDependsOnInput(subject, { xs });
    expect(pass).toBe(false);
    expect(details.ignoredHalves).toEqual([expect.objectContaining({ input: 'xs', axis, from })]);
  });

  const gate = tf.variable(tf.zeros([1]), true, 'gate');
  test.each<[string, (x: tf.Tensor) => tf.Tensor, () => tf.Tensor]>([
    [
      'that a recurrent layer has forgotten',
      (() => {
        const layer = tf.layers.gru({ units: 3, inputShape: [120, 2] });
        return (x: tf.Tensor): tf.Tensor => layer.apply(x) as tf.Tensor;
      })(),
      () => normal([4, 120, 2], 1),
    ],
    [
      'that is padding',
      (x) => x.slice([0, 0], [-1, 3]),
      () => tf.concat([normal([8, 3], 1), tf.zeros([8, 3])], 1),
    ],
    ['of a mask', (x) => x.slice([0, 0], [-1, 3]), () => normal([8, 6], 1).greater(0).toFloat()],
    ['whose branch starts at zero', (x) => x.slice([0, 0], [-1, 2]).add(x.slice([0, 2], [-1, 2]).mul(gate)), () => normal([8, 4], 1)],
    ['that a stride leaves out here and there', (x) => x.stridedSlice([0, 0], [8, 6], [1, 2]), () => normal([8, 6], 1)],
  ])('%s is sound', async (_, subject, xs) => {
    const { details } = await checkDependsOnInput(subject, { xs: xs() });
    expect(details.ignoredHalves).toEqual([]);
  }); // prettier-ignore
});

class Custom extends tf.layers.Layer {
  static className = 'CustomOfHalves';
  readonly run: (x: tf.Tensor) => tf.Tensor;
  readonly rest: number[];
  constructor(run: (x: tf.Tensor) => tf.Tensor, rest: number[]) {
    super({});
    this.run = run;
    this.rest = rest;
  }
  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return [shape[0] ?? null, ...this.rest];
  }
  override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return this.run([x].flat()[0] as tf.Tensor);
  }
}

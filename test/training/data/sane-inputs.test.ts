import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import { checkSaneInputs } from '../../../src/training/data/sane-inputs.ts';
import { images, normal, oneHot, smallCnn } from '../../gradients/flow/sound-programs.ts';
import { scopeEachTest } from '../../scope-each-test.ts';

scopeEachTest({ variables: true });

const SEEDS = [0, 1, 2, 3, 4];
const logits = (y: tf.Tensor, p: tf.Tensor): tf.Tensor => tf.losses.softmaxCrossEntropy(y, p);
const kinds = async (
  subject: unknown,
  data?: unknown,
  loss?: typeof logits | string,
): Promise<readonly (readonly [string, string, boolean])[]> => {
  const { details } = await checkSaneInputs(subject, data, loss === undefined ? {} : { loss });
  return details.findings.map(({ name, problem, isCertain }) => [name, problem.kind, isCertain]);
};

describe('inputs', () => {
  test.each<readonly [string, (seed: number) => tf.Tensor]>([
    ['images in [0, 1]', (s) => images(8, s)],
    ['images in [-1, 1]', (s) => images(8, s).mul(2).sub(1)],
    ['standardised features', (s) => normal([16, 5], s)],
    ['bits', (s) => normal([16, 40], s).greater(0).toFloat()],
    [
      'one-hot features of which many are unused',
      () => tf.oneHot(tf.tensor1d([1, 2, 3, 1], 'int32'), 50).toFloat(),
    ],
    ['spectra of a size of a few', (s) => normal([8, 20, 12], s, 4)],
    ['ids', () => tf.tensor2d([[1, 4000], [17, 3]], [2, 2], 'int32')], // prettier-ignore
    ['a single number', () => tf.tensor2d([[3]])],
  ])('%s are sane', async (_, xs) => {
    for (const seed of SEEDS) {
      const inputs = xs(seed);
      const { pass, message } = await checkSaneInputs({
        xs: inputs,
        ys: normal([inputs.shape[0], 1], seed),
      });
      expect(pass ? 'passes' : message()).toBe('passes');
    }
  });

  test.each<readonly [string, tf.Tensor | (() => tf.Tensor), string]>([
    ['pixels from 0 to 255', () => images(8, 1).mul(255), 'large'],
    ['pixels around their mean', () => images(8, 1).mul(255).sub(127), 'large'],
    ['pixels divided twice', () => images(8, 1).div(255), 'tiny'],
    [
      'what an integer division left',
      () => images(8, 1).toInt().div(tf.scalar(255, 'int32')).toFloat(),
      'constant',
    ],
    ['ones', () => tf.ones([8, 4]), 'constant'],
    ['one sample again and again', () => tf.tile(normal([1, 6], 1), [8, 1]), 'samples alike'],
    ['a NaN', () => tf.concat([normal([8, 3], 1), tf.fill([8, 1], NaN)], 1), 'not finite'],
  ])('%s are not', async (_, make, kind) => {
    const xs = typeof make === 'function' ? make() : make;
    expect(await kinds({ xs, ys: normal([8, 1], 1) })).toEqual([['xs', kind, true]]);
  });

  test('a constant feature may be meant', async () => {
    const xs = tf.concat([normal([8, 3], 1), tf.ones([8, 1])], 1);
    const check = await checkSaneInputs({ xs, ys: normal([8, 1], 1) });
    expect(check.pass).toBe(true);
    expect(check.details.findings.map(({ problem }) => problem)).toEqual([
      { kind: 'constant features', features: 1, of: 4 },
    ]);
  });

  test('the size does not matter to an embedding, or where the model normalises', async () => {
    const ids = tf.tensor2d([[3, 900], [17, 41], [5, 6]]); // prettier-ignore
    const embedding = tf.sequential({
      layers: [
        tf.layers.embedding({ inputDim: 1000, outputDim: 4, inputLength: 2 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 1 }),
      ],
    });
    const data = { xs: ids, ys: normal([3, 1], 1) };
    expect(await kinds(embedding, data, 'meanSquaredError')).toEqual([]);
    const normalising = tf.sequential({
      layers: [tf.layers.batchNormalization({ inputShape: [2] }), tf.layers.dense({ units: 1 })],
    });
    expect(await kinds(normalising, data, 'meanSquaredError')).toEqual([]);
    const plain = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
    expect(await kinds(plain, data, 'meanSquaredError')).toEqual([['xs', 'large', true]]);
  });

  test('whole numbers into a layer that computes with fractions', async () => {
    const model = smallCnn(1);
    const xs = images(8, 1).mul(255).toInt().div(tf.scalar(128, 'int32'));
    const data = { xs, ys: oneHot(8, 3) };
    expect(await kinds(model, data, logits)).toEqual([['xs', 'integers', true]]);
    expect(await kinds(model, { ...data, xs: xs.toFloat() }, logits)).toEqual([]);
  });

  test('each of several inputs', async () => {
    const batch = { xs: { pixels: images(8, 1).mul(255), age: normal([8, 1], 2) }, ys: [normal([8, 1], 3)] };
    expect(await kinds(batch)).toEqual([['xs.pixels', 'large', true]]);
  });
});

describe('labels', () => {
  const fromOne = (): tf.Tensor => tf.oneHot(tf.tensor1d([1, 2, 3, 1, 2, 3, 1, 2], 'int32'), 3).toFloat();

  test.each<readonly [string, () => tf.Tensor, 'softmax' | 'linear' | 'sigmoid', typeof logits | string]>([
    ['one-hot rows', () => oneHot(8, 3), 'softmax', 'categoricalCrossentropy'],
    ['smoothed rows', () => oneHot(8, 3).mul(0.7).add(0.1), 'softmax', 'categoricalCrossentropy'],
    [
      'class numbers',
      () => tf.tensor1d([0, 1, 2, 0, 1, 2, 0, 1]),
      'softmax',
      'sparseCategoricalCrossentropy',
    ],
    [
      'labels that don’t exclude each other',
      () => normal([8, 3], 1).greater(0.8).toFloat(),
      'sigmoid',
      'binaryCrossentropy',
    ],
    [
      'labels as logits see them',
      () => normal([8, 3], 1).greater(0.8).toFloat(),
      'linear',
      (y, p) => tf.losses.sigmoidCrossEntropy(y, p),
    ],
    ['numbers', () => normal([8, 3], 1, 50), 'linear', 'meanSquaredError'],
  ])('%s are sane', async (_, ys, activation, loss) => {
    const model = smallCnn(1);
    model.add(tf.layers.activation({ activation }));
    expect(await kinds(model, { xs: images(8, 1), ys: ys() }, loss)).toEqual([]);
  });

  test.each<readonly [string, () => tf.Tensor, 'softmax' | 'linear', typeof logits | string, string]>([
    ['classes counted from 1', fromOne, 'softmax', 'categoricalCrossentropy', 'row sums'],
    ['classes counted from 1, for logits', fromOne, 'linear', logits, 'row sums'],
    [
      'class numbers counted from 1',
      () => tf.tensor1d([1, 2, 3, 1, 2, 3, 1, 2]),
      'softmax',
      'sparseCategoricalCrossentropy',
      'out of range',
    ],
  ])('%s', async (_, ys, activation, loss, kind) => {
    const model = smallCnn(1);
    model.add(tf.layers.activation({ activation }));
    expect(await kinds(model, { xs: images(8, 1), ys: ys() }, loss)).toEqual([['ys', kind, true]]);
  });

  test('as the failure says it', async () => {
    const model = smallCnn(1);
    const { message } = await checkSaneInputs(
      model,
      { xs: images(8, 1).mul(0).add(255), ys: fromOne() },
      { loss: logits },
    );
    expect(message()).toMatchInlineSnapshot(`
      "The batch is not fit to train on, for 2 reasons.
        xs  every value is 255
        ys  2 of 8 rows do not sum to 1, the first is row 2 with 0
        hint: a division of int32 tensors rounds to zero; convert to float32 first."
    `);
  });

  test('a single class, and the same sample with two labels, may be meant', async () => {
    const xs = tf.concat([normal([7, 4], 1), normal([7, 4], 1).slice([0], [1])]);
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 2, activation: 'softmax', inputShape: [4] })],
    });
    const ofOne = tf.oneHot(tf.tensor1d([1, 1, 1, 1, 1, 1, 1, 1], 'int32'), 2).toFloat();
    const ofTwo = tf.oneHot(tf.tensor1d([0, 1, 1, 1, 1, 1, 1, 1], 'int32'), 2).toFloat();
    expect(await kinds(model, { xs, ys: ofOne }, 'categoricalCrossentropy')).toEqual([
      ['ys', 'one class', false],
    ]);
    expect(await kinds(model, { xs, ys: ofTwo }, 'categoricalCrossentropy')).toEqual([
      ['ys', 'contradictions', false],
    ]);
  });

  test('numbers to learn that are all the same', async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });
    const data = { xs: normal([8, 4], 1), ys: tf.zeros([8, 1]) };
    expect(await kinds(model, data, 'meanSquaredError')).toEqual([['ys', 'constant target', true]]);
    // The real samples of a discriminator are all of one kind.
    expect(
      await kinds(model, { ...data, ys: tf.ones([8, 1]) }, (y, p) => tf.losses.sigmoidCrossEntropy(y, p)),
    ).toEqual([]);
  });

  test('without a model, rows of zeros may be labels that don’t exclude each other', async () => {
    expect(await kinds({ xs: images(8, 1), ys: fromOne() })).toEqual([['ys', 'row sums', false]]);
  });
});

describe('the size of features', () => {
  const dense = (): tf.Sequential =>
    tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });
  const ys = (): tf.Tensor => normal([16, 1], 9);
  const xs = (): tf.Tensor => normal([16, 4], 1);

  test.each([
    ['a thousand times the others', [1, 1000, 1, 1], 1],
    ['a thousandth of the others', [1, 1, 1, 0.001], 3],
  ])('one that is %s', async (_, scale, feature) => {
    const data = { xs: xs().mul(scale), ys: ys() };
    const { pass, details, message } = await checkSaneInputs(dense(), data, { loss: 'meanSquaredError' });
    expect(pass).toBe(false);
    expect(details.findings.map(({ problem }) => problem)).toMatchObject([
      { kind: 'uneven features', feature },
    ]);
    expect(message()).toContain('divide it by its own standard deviation');
  });

  test.each<[string, () => tf.Tensor]>([
    ['of the same size', xs],
    ['within a factor of 20', () => xs().mul([1, 20, 1, 0.5])],
    [
      'of which one is rarely set',
      () => tf.concat([xs().slice([0, 0], [16, 3]), tf.oneHot([3], 16).reshape([16, 1]).mul(0.001)], 1),
    ],
  ])('is sound for features %s', async (_, make) => {
    expect(await kinds(dense(), { xs: make(), ys: ys() }, 'meanSquaredError')).toEqual([]);
  });

  const decibels = (): tf.Tensor => tf.randomUniform([8, 6, 20], -80, 0, 'float32', 1);
  test.each<[string, () => tf.Tensor, boolean]>([
    ['levels in dB', decibels, false],
    ['pixels around zero', () => tf.randomUniform([8, 6, 20], -127, 128, 'float32', 1), true],
    ['pixels', () => tf.randomUniform([8, 6, 20], 0, 255, 'float32', 1).round(), true],
  ])('of %s: certain: %s', async (_, make, isCertain) => {
    expect(await kinds({ xs: make(), ys: normal([8, 1], 2) })).toEqual([['xs', 'large', isCertain]]);
  });

  test('of a function, which may divide inside, is told and does not fail', async () => {
    const weight = tf.variable(normal([4, 1], 3) as tf.Tensor2D);
    const model = (given: tf.Tensor2D): tf.Tensor => given.div<tf.Tensor2D>(1000).matMul(weight);
    const data = { xs: xs().mul(1000), ys: ys() };
    const { pass, details } = await checkSaneInputs(model, data, { loss: 'meanSquaredError' });
    expect(pass).toBe(true);
    expect(details.findings.map(({ problem, isCertain }) => [problem.kind, isCertain])).toEqual([
      ['large', false],
    ]);
  });
});

describe('ids', () => {
  const model = (): tf.Sequential =>
    tf.sequential({
      layers: [
        tf.layers.embedding({ inputDim: 5, outputDim: 3, inputLength: 4 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 1 }),
      ],
    });
  const ids = (least: number): tf.Tensor =>
    tf.range(0, 32, 1, 'int32').mod(tf.scalar(5, 'int32')).add(tf.scalar(least, 'int32')).reshape([8, 4]);

  test('that an embedding has rows for', async () => {
    expect(
      await kinds(model(), { xs: ids(0), ys: normal([8, 1], 2) }, 'meanSquaredError'),
    ).not.toContainEqual(['xs', 'no such id', true]);
  });

  test('that are counted from 1', async () => {
    // Backends other than the native one look up whatever lies there.
    const sane = await import('../../../src/training/data/input-problems.ts');
    const hint = { hasScale: false, isCertain: true, takesFractions: false, rows: 5 };
    expect(sane.inputProblems(ids(1), hint)).toEqual([
      [{ kind: 'no such id', first: 5, count: 6, rows: 5 }, true],
    ]);
    expect(sane.inputProblems(ids(0).toFloat().add(0.5), hint)).toMatchObject([
      [{ kind: 'no such id' }, true],
    ]);
  });
});

describe('refusals', () => {
  test.each<readonly [string, () => Promise<unknown>, RegExp]>([
    ['no batch', () => checkSaneInputs(3), /batch must be/u],
    [
      'a loss without a model',
      () => checkSaneInputs({ xs: tf.ones([2]), ys: tf.ones([2]) }, undefined, { loss: logits }),
      /beside a model only/u,
    ],
    [
      'an option that there is not',
      () => checkSaneInputs({ xs: tf.ones([2]), ys: tf.ones([2]) }, undefined, { seeds: 1 } as never),
      /did you mean 'seed'/u,
    ],
  ])('%s', async (_, run, message) => {
    await expect(run()).rejects.toThrow(message);
  });

  test('nothing is left', async () => {
    const [model, data] = [smallCnn(1), { xs: images(8, 1), ys: oneHot(8, 3) }];
    const before = tf.memory().numTensors;
    await checkSaneInputs(model, data, { loss: logits });
    expect(tf.memory().numTensors).toBe(before);
  });
});

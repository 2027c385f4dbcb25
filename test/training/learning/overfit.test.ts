import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import { allowLeaks } from '../../../src/plugin/leak-guard.ts';
import { checkOverfitBatch } from '../../../src/training/learning/overfit.ts';
import { images, normal, oneHot, smallCnn } from '../../gradients/flow/sound-programs.ts';
import { scopeEachTest } from '../../scope-each-test.ts';

scopeEachTest({ variables: true });

const softmaxCrossEntropy = (y: tf.Tensor, p: tf.Tensor): tf.Tensor => tf.losses.softmaxCrossEntropy(y, p);
const batch = (seed: number): { xs: tf.Tensor; ys: tf.Tensor } => ({
  xs: images(12, seed),
  ys: oneHot(12, 3),
});

describe('learning a batch by heart', { timeout: 20_000 }, () => {
  test.each([0, 1, 2, 3, 4])('a small CNN does, seed %i', async (seed) => {
    const { pass, details } = await checkOverfitBatch(smallCnn(seed), batch(seed), {
      loss: softmaxCrossEntropy,
    });
    expect(details.verdict).toBe('reaches the floor');
    expect(pass).toBe(true);
  });

  test('softmax twice stays at ln(1 + 2/e)', async () => {
    const model = smallCnn(1);
    model.add(tf.layers.activation({ activation: 'softmax' }));
    const { details, message } = await checkOverfitBatch(model, batch(1), { loss: softmaxCrossEntropy });
    expect(details.verdict).toBe('plateau');
    expect(Math.min(...details.best.losses)).toBeCloseTo(Math.log(1 + 2 / Math.E), 1);
    expect(message()).toMatch(/^The model does not learn the batch by heart: its loss no longer falls/u);
    expect(message()).toMatch(/the floor\s+0, what the labels allow/u);
  });

  const smoothed = (y: tf.Tensor, p: tf.Tensor): tf.Tensor =>
    tf.losses.softmaxCrossEntropy(y, p, undefined, 0.1);
  test.each([1, 2, 3])('smoothed labels raise the floor, seed %i', async (seed) => {
    const { pass, details } = await checkOverfitBatch(smallCnn(seed), batch(seed), { loss: smoothed });
    const [likely, other] = [0.9 + 0.1 / 3, 0.1 / 3];
    expect(details.floor).toBeCloseTo(-likely * Math.log(likely) - 2 * other * Math.log(other), 2);
    expect(pass).toBe(true);
  });

  test.each([1, 2, 3])('so do targets that are shares, seed %i', async (seed) => {
    const xs = tf.randomUniform([12, 36], 0, 1, 'float32', seed);
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 24, activation: 'relu', inputShape: [36] }),
        tf.layers.dense({ units: 36, activation: 'sigmoid' }),
      ],
    });
    const { pass, details } = await checkOverfitBatch(
      model,
      { xs, ys: xs.clone() },
      { loss: 'binaryCrossentropy' },
    );
    expect(details.floor).toBeCloseTo(0.5, 1); // the mean entropy of a share that may be anything
    expect(pass).toBe(true);
  });

  test('a step that is too short is followed by a longer one', async () => {
    const xs = tf.tensor2d([-1, 0, 1, 2, 3, 4], [6, 1]);
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    const check = await checkOverfitBatch(model, { xs, ys: xs.mul(2).sub(1) }, { loss: 'meanSquaredError' });
    expect([check.pass, check.details.attempts]).toEqual([true, 2]);
  });

  test('a rounded output learns nothing', async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });
    const loss = (y: tf.Tensor, p: tf.Tensor): tf.Tensor => tf.losses.meanSquaredError(y, tf.round(p));
    const data = { xs: normal([4, 4], 1), ys: normal([4, 1], 2) };
    expect((await checkOverfitBatch(model, data, { loss })).details.verdict).toBe('plateau');
  });

  test('samples that can not be told apart raise the floor', async () => {
    const xs = tf.tile(normal([1, 4], 1), [4, 1]);
    const ys = tf.tensor2d([[1, 0], [1, 0], [1, 0], [0, 1]]); // prettier-ignore
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 2, activation: 'softmax', inputShape: [4] })],
    });
    const { pass, details } = await checkOverfitBatch(model, { xs, ys }, { loss: 'categoricalCrossentropy' });
    // The entropy of 3 to 1, in nats.
    expect(details.floor).toBeCloseTo(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25), 2);
    expect(pass).toBe(true);
  });

  test('a model with too few weights is not said to be broken', async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
    const data = {
      xs: normal([32, 2], 1),
      ys: normal([32, 1], 2).add(normal([32, 2], 1).slice([0, 0], [32, 1])),
    };
    const { pass, details } = await checkOverfitBatch(model, data, { loss: 'meanSquaredError', steps: 600 });
    expect([pass, details.verdict]).toEqual([false, 'too few weights']);
  });

  test('the optimizer of a compiled model is used, and left as it was', async () => {
    allowLeaks(2); // each sgd optimizer keeps its learning rate
    const model = smallCnn(2);
    const data = batch(2);
    model.compile({ optimizer: tf.train.sgd(1e-6), loss: softmaxCrossEntropy });
    const slow = await checkOverfitBatch(model, data);
    expect([slow.pass, slow.details.verdict, slow.details.attempts]).toEqual([false, 'plateau', 1]);
    model.compile({ optimizer: tf.train.sgd(1e9), loss: 'meanSquaredError' });
    const values = model.getWeights().map((weight) => weight.dataSync().slice());
    const tensors = tf.memory().numTensors;
    expect((await checkOverfitBatch(model, data)).details.verdict).toBe('diverges');
    expect(model.getWeights().map((weight) => weight.dataSync())).toEqual(values);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test('a budget ends it', async () => {
    const { details } = await checkOverfitBatch(smallCnn(1), batch(1), {
      loss: softmaxCrossEntropy,
      budget: 1e-6,
    });
    expect(details.verdict).toBe('out of time');
  });

  test.each<readonly [string, object, RegExp]>([
    ['steps', { steps: 0.5 }, /steps must be/u],
    ['floor', { floor: NaN }, /floor must be/u],
    ['budget', { budget: -1 }, /budget must be/u],
  ])('refuses %s of no use', async (_, options, message) => {
    await expect(
      checkOverfitBatch(smallCnn(1), batch(1), { loss: softmaxCrossEntropy, ...options }),
    ).rejects.toThrow(message);
  });
});

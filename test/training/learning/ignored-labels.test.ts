import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import type { LossFunction } from '../../../src/subject/loss.ts';
import { checkBatchSizeInvariance } from '../../../src/training/learning/batch-size.ts';
import { checkDependsOnLabels } from '../../../src/training/learning/depends-on-labels.ts';
import { checkLowestAtTarget } from '../../../src/training/learning/lowest-at-target.ts';
import { oneHot } from '../../gradients/flow/sound-programs.ts';
import { scopeEachTest } from '../../scope-each-test.ts';

scopeEachTest({ variables: true });

type Compare = (y: tf.Tensor, p: tf.Tensor) => tf.Tensor;
const normal = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);
const squared = (y: tf.Tensor, p: tf.Tensor): tf.Tensor => y.sub(p).square().mean();
const numbers = (seed = 1): { yTrue: tf.Tensor; yPred: tf.Tensor } => ({
  yTrue: normal([16, 1], seed),
  yPred: normal([16, 1], seed + 1),
});
const weighted =
  (weights: readonly number[]): Compare =>
  (y, p) =>
    y.mul(p.clipByValue(1e-7, 1).log()).mul(tf.tensor1d([...weights])).sum(-1).mean().neg(); // prettier-ignore
const classes = (): { yTrue: tf.Tensor; yPred: tf.Tensor } => ({
  yTrue: oneHot(12, 3),
  yPred: tf.softmax(normal([12, 3], 1)),
});

describe('samples that a loss does not look at', () => {
  test('those beyond where predictions are clipped', async () => {
    const data = numbers();
    const loss: Compare = (y, p) => squared(y, p.clipByValue(0, 1));
    const { pass, details, message } = await checkDependsOnLabels(loss, data);
    const beyond = Array.from(data.yTrue.dataSync()).flatMap((value, row) => (value < 0 || value > 1 ? [row] : []));
    expect(pass).toBe(false);
    // One near the end of the range is reached by the small moves.
    expect(beyond).toEqual(expect.arrayContaining([...details.ignored]));
    expect(details.ignored.length).toBeGreaterThan(beyond.length / 2);
    expect(message()).toMatch(/^The loss does not look at \d+ samples of the batch: .*\n {2}rows {2}[\d, …]+\n {2}hint/u);
  }); // prettier-ignore

  test('a class with a weight of zero', async () => {
    const { pass, details } = await checkDependsOnLabels(weighted([1, 1, 0]), classes());
    expect([pass, details.ignored]).toEqual([false, [2, 5, 8, 11]]);
  });

  test('with logits, too', async () => {
    const loss: Compare = (y, p) =>
      y
        .mul(p.logSoftmax())
        .mul(tf.tensor1d([1, 0, 1]))
        .sum(-1)
        .mean()
        .neg();
    const { details } = await checkDependsOnLabels(loss, {
      yTrue: oneHot(12, 3),
      yPred: normal([12, 3], 1),
    });
    expect(details.ignored).toEqual([1, 4, 7, 10]);
  });

  const padded = tf.util.toNestedArray([16, 1], Float32Array.from({ length: 16 }, (_, i) => (i % 3 === 0 ? 0 : i + 0.3))); // prettier-ignore
  test.each<[string, Compare, () => { yTrue: tf.Tensor; yPred: tf.Tensor }]>([
    ['weights of classes', weighted([1, 2, 0.5]), classes],
    ['an absolute error', (y, p) => y.sub(p).abs().mean(), numbers],
    ['a quantile', (y, p) => tf.maximum(y.sub(p).mul(0.9), y.sub(p).mul(-0.1)).mean(), numbers],
    ['an error that is forgiven when small', (y, p) => y.sub(p).abs().sub(0.3).relu().mean(), numbers],
    ['an error on one side only', (y, p) => y.sub(p).relu().square().mean(), numbers],
    [
      'a mask of targets that are not there',
      (y, p) => squared(y, p.mul(y.notEqual(0).toFloat())),
      () => ({ yTrue: tf.tensor(padded), yPred: normal([16, 1], 2) }),
    ],
    [
      'rows of no class',
      weighted([1, 1, 1]),
      () => ({
        yTrue: oneHot(12, 3).mul(tf.range(0, 12).less(6).toFloat().expandDims(1)),
        yPred: tf.softmax(normal([12, 3], 1)),
      }),
    ],
    [
      'a loss that is nowhere finite at targets below zero',
      (y, p) => squared(y.log().where(y.greater(0), tf.zerosLike(y)), p.log()),
      numbers,
    ],
  ])('none under %s', async (_, loss, data) => {
    expect((await checkDependsOnLabels(loss, data())).details.ignored).toEqual([]);
  });
});

describe('fractions of targets', () => {
  test.each<[string, Compare]>([
    ['a cast', (y, p) => squared(y.toInt().toFloat(), p)],
    ['rounding', (y, p) => squared(y.round(), p)],
    ['a floor', (y, p) => squared(y.floor(), p)],
  ])('are cut off by %s', async (_, loss) => {
    const { pass, details, message } = await checkDependsOnLabels(loss, numbers());
    expect([pass, details.cutsFractions]).toEqual([false, true]);
    expect(message()).toMatch(/^The loss does not look at the fractions of the targets\./u);
  });

  test('are not missed where there are none', async () => {
    const yTrue = tf.range(0, 16).reshape([16, 1]);
    const loss: Compare = (y, p) => squared(y.round(), p);
    expect((await checkDependsOnLabels(loss, { yTrue, yPred: normal([16, 1], 1) })).pass).toBe(true);
    expect((await checkDependsOnLabels(squared, numbers())).pass).toBe(true);
  });
});

describe('a constant that costs as little as the targets', () => {
  const hinge: LossFunction = (y: tf.Tensor, p: tf.Tensor) => tf.relu(tf.sub(1, y.mul(p))).mean();
  const bits = (): tf.Tensor => tf.range(0, 12).mod(3).equal(0).toFloat().reshape([12, 1]);

  test('not a share of each class that is too large to be one', async () => {
    const [yTrue, yPred] = [tf.softmax(normal([12, 3], 1)), tf.softmax(normal([12, 3], 2))];
    const divergence: LossFunction = (y: tf.Tensor, p: tf.Tensor) =>
      y.mul(y.log().sub(p.log())).sum(-1).mean(); // prettier-ignore
    expect((await checkLowestAtTarget(divergence, { yTrue, yPred })).pass).toBe(true);
  });

  test('under a hinge loss of labels 0 and 1', async () => {
    const { pass, details, message } = await checkLowestAtTarget(hinge, {
      yTrue: bits(),
      yPred: normal([12, 1], 1),
    });
    expect([pass, details.outputs[0]?.verdict]).toEqual([false, 'constant']);
    expect(message()).toMatch(/costs no less at the targets than where the same is predicted/u);
  });

  test.each<[string, LossFunction, () => tf.Tensor]>([
    ['labels of -1 and 1', hinge, () => bits().mul(2).sub(1)],
    ['a squared error', squared, bits],
    ['the logarithm of a rate', (y: tf.Tensor, p: tf.Tensor) => p.exp().sub(y.mul(p)).mean(), () => tf.range(0, 12).mod(4).reshape([12, 1])],
  ])('not with %s', async (_, loss, ys) => {
    const check = await checkLowestAtTarget(loss, { yTrue: ys(), yPred: normal([12, 1], 1) });
    expect(check.details.outputs[0]?.verdict).toBe('lower');
  }); // prettier-ignore
});

describe('a loss of a whole batch', () => {
  const quotient =
    (smooth: number): LossFunction =>
    (y: tf.Tensor, p: tf.Tensor) =>
      tf.sub(1, y.mul(p).sum().mul(2).add(smooth).div(y.sum().add(p.sum()).add(smooth)));
  const data = (): { yTrue: tf.Tensor; yPred: tf.Tensor } => ({
    yTrue: normal([8, 4], 1).greater(0).toFloat(),
    yPred: normal([8, 4], 2).sigmoid(),
  });

  test('that a constant smooths comes near a limit', async () => {
    const { pass, details, message } = await checkBatchSizeInvariance(quotient(1), data());
    expect([pass, details.pattern]).toEqual([true, 'settles']);
    expect(message()).toContain('comes near a limit as batches grow');
  });

  test.each<[string, Compare]>([
    ['that is averaged twice', (y, p) => squared(y, p).div(y.shape[0])],
    ['that is the root of a sum', (y, p) => y.sub(p).square().sum().sqrt()],
    [
      'whose softmax goes over the batch',
      (y, p) => y.mul(tf.logSoftmax(p.transpose()).transpose()).sum(-1).mean().neg(),
    ],
  ])('%s does not', async (_, loss) => {
    expect((await checkBatchSizeInvariance(loss, data())).pass).toBe(false);
  });
});

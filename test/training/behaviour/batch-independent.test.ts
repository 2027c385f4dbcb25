import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import '../../../matchers/vitest.ts';
import { checkBatchIndependence } from '../../../src/training/behaviour/batch-independent.ts';
import { normal } from '../../gradients/flow/sound-programs.ts';
import { scopeEachTest } from '../../scope-each-test.ts';
import { SOUND_PREDICTORS } from './programs.ts';

scopeEachTest({ variables: true });

describe.each(SOUND_PREDICTORS.filter(([name]) => name !== 'a single sample'))('%s', (_name, make) => {
  test.each([1, 2, 3, 4, 5])('keeps its samples apart, seed %i', async (seed) => {
    const { subject, xs } = make(seed);
    const before = tf.memory().numTensors;
    const check = await checkBatchIndependence(subject, { xs }, { seed });
    expect(check.pass, check.message()).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });
});

type Run = (x: tf.Tensor) => tf.Tensor;
const FAULTY: readonly (readonly [string, Run, string])[] = [
  ['a softmax over the batch', (x) => tf.softmax(x.transpose()).transpose(), 'Transpose'],
  [
    'batch statistics at inference',
    (x) => x.sub(x.mean(0)).div(x.sub(x.mean(0)).square().mean(0).add(1e-3).sqrt()),
    'Sub',
  ],
  ['the largest of the batch as the unit', (x) => x.div(x.max()), 'RealDiv'],
  [
    'a reshape that mixes samples',
    (x) =>
      x
        .reshape([x.shape[1] ?? 1, -1])
        .transpose()
        .reshape(x.shape),
    'Transpose',
  ],
  ['the samples in another order', (x) => x.reverse(0), 'Reverse'],
  ['attention over the batch', (x) => tf.matMul(tf.softmax(tf.matMul(x, x, false, true)), x), 'BatchMatMul'],
  ['each sample with the next', (x) => tf.concat([x.slice([1]), x.slice([0], [1])]).add(x), 'Concat'],
];

describe.each(FAULTY)('%s', (_name, subject, kernel) => {
  test.each([1, 2, 3, 4, 5])('is found, seed %i', async (seed) => {
    const xs = normal([6, 4], seed);
    const before = tf.memory().numTensors;
    const { pass, details, message } = await checkBatchIndependence(subject, { xs }, { seed });
    expect(pass, message()).toBe(false);
    expect(details.origin).toMatchObject({ kernel });
    expect(details.origin?.line).toContain('batch-independent.test.ts');
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('an output without a row for each sample', async () => {
  const check = await checkBatchIndependence((x: tf.Tensor) => x.mean(0), { xs: normal([6, 4], 1) });
  expect(check.message()).toContain('has no row for each of the 6 samples');
});

test('batch norm mixes samples in training, and there only', async () => {
  const model = tf.sequential({ layers: [tf.layers.batchNormalization({ inputShape: [4] })] });
  const xs = normal([6, 4], 1);
  await expect(model).toBeBatchIndependent({ xs });
  const before = model.getWeights().map((each) => each.arraySync());
  const check = await checkBatchIndependence(model, { xs }, { training: true });
  expect(check.details).toMatchObject({ mode: 'training', mixed: [{ problem: 'rows' }] });
  expect(check.details.origin?.part).toContain('batch_normalization');
  expect(model.getWeights().map((each) => each.arraySync())).toEqual(before);
});

test('says so', async () => {
  const check = await checkBatchIndependence((x: tf.Tensor) => x.sub(x.mean(0)), { xs: normal([6, 4], 1) });
  expect(check.message().replace(/:\d+:\d+/g, ':l:c')).toMatchInlineSnapshot(`
    "Samples of a batch depend on each other, in the output.
      output        [6, 4]: 3 of 3 untouched samples changed, by up to 0.7186 (rounding: 8.6e-7)
      expected      a sample whose own input stays gives the same, bit for bit
      first at      Sub, at test/training/behaviour/batch-independent.test.ts:l:c
      usual causes  a softmax, mean or sum over the batch axis; a reshape that mixes samples; batch statistics at inference"
  `);
  await expect((x: tf.Tensor) => x.sub(x.mean(0))).not.toBeBatchIndependent({ xs: normal([6, 4], 1) });
});

test.each<[string, unknown, () => unknown, object | undefined, string]>([
  ['one sample', tf.neg, () => ({ xs: tf.ones([1, 3]) }), undefined, 'two samples or more'],
  ['inputs that disagree', tf.add, () => [tf.ones([2, 3]), tf.ones([3])], undefined, 'two samples or more'],
  ['a flag that is none', tf.neg, () => ({ xs: tf.ones([2, 3]) }), { training: 1 }, 'training must be'],
])('refuses %s', async (_name, subject, data, options, text) => {
  await expect(checkBatchIndependence(subject, data() as never, options)).rejects.toThrow(text);
});

import * as tf from '@tensorflow/tfjs-node';
import { expect, test } from 'vitest';
import { SubjectError } from '../../src/errors.ts';
import { asTrainee } from '../../src/subject/as-trainee.ts';
import { cannotRun } from '../../src/subject/cannot-run.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest({ variables: true });

const THROWN = new Error('Invalid TF_Status: 3');
const classes = (units: number): tf.Sequential =>
  tf.sequential({ layers: [tf.layers.dense({ inputShape: [4], units, activation: 'softmax' })] });
const rows = (): tf.Tensor => tf.tensor2d([[1, 0, 0], [0, 0, 1]]); // prettier-ignore

async function said(model: tf.Sequential, loss: string, ys: tf.Tensor, xs: tf.Tensor): Promise<SubjectError> {
  const trainee = await asTrainee(model, loss, 'checkIt');
  return cannotRun(trainee, { xs, ys }, THROWN, 'checkIt');
}

test('what was thrown stays beside what is said of it', async () => {
  const error = await said(classes(3), 'meanSquaredError', rows(), tf.ones([2, 4]));
  expect(error).toBeInstanceOf(SubjectError);
  expect(error.cause).toBe(THROWN);
  expect(error.message).toMatch(
    /^checkIt: the loss of .* can't be computed on this batch: Invalid TF_Status: 3/u,
  );
});

test.each<[string, string, () => tf.Tensor, number, RegExp | undefined]>([
  ['targets of another shape', 'meanSquaredError', rows, 2, /predicts float32\[2, 2\] where the targets are float32\[2, 3\]/u],
  ['rows where numbers are wanted', 'sparseCategoricalCrossentropy', rows, 3, /one-hot rows, and the loss takes class numbers: ys\.argMax\(-1\)/u],
  ['rows of shares', 'sparseCategoricalCrossentropy', () => tf.fill([2, 3], 1 / 3), 3, undefined],
  ['rows of several labels', 'sparseCategoricalCrossentropy', () => tf.ones([2, 3]), 3, undefined],
  ['rows that the loss takes', 'categoricalCrossentropy', rows, 3, undefined],
])('%s', async (_, loss, ys, units, hint) => {
  const { message } = await said(classes(units), loss, ys(), tf.ones([2, 4]));
  if (hint === undefined) expect(message).not.toContain('hint');
  else expect(message).toMatch(hint);
}); // prettier-ignore

test('a model that does not predict either', async () => {
  expect((await said(classes(3), 'meanSquaredError', rows(), tf.ones([2, 5]))).message).not.toContain('hint');
});

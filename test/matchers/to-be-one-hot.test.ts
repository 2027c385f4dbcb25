import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import '../../matchers/vitest.ts';
import { messageOf } from './message-of.ts';

beforeEach(() => {
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

describe('toBeOneHot', () => {
  test('tells rows of zeros from rows of several ones and of other values', () => {
    const rows = tf.tensor2d([
      [0, 1, 0],
      [0, 0, 0],
      [1, 1, 0],
      [0, 0.5, 0.5],
      [1, 0, 0],
    ]);
    expect(
      messageOf(() => {
        expect(rows).toBeOneHot();
      }),
    ).toMatchInlineSnapshot(`
      "Expected float32[5, 3] to be one-hot along axis 1, but 3 of 5 rows (60 %) are not.
        all zeros     1 row, at [1, _]
        several ones  1 row, at [2, _]
        other values  1 row, e.g. 0.5 at [3, 1]"
    `);
  });

  test('recognises labels that count from 1, class indices and probabilities', () => {
    const labels = tf.oneHot(tf.tensor1d([1, 2, 3], 'int32'), 3);
    expect(
      messageOf(() => {
        expect(labels).toBeOneHot();
      }),
    ).toMatchInlineSnapshot(`
      "Expected int32[3, 3] to be one-hot along axis 1, but 1 of 3 rows (33.3 %) is not.
        all zeros  1 row, at [2, _]
        hint: tf.oneHot makes a row of zeros of a label that is not in [0, 3), and no row is hot at class 0: labels that count from 1 look so."
    `);
    expect(
      messageOf(() => {
        expect(tf.tensor1d([3, 1, 4], 'int32')).toBeOneHot();
      }),
    ).toMatchInlineSnapshot(`
      "Expected int32[3] to be one-hot, but it is not.
        other values  1 row, e.g. 3 at [0]
        hint: a vector of whole numbers looks like class indices: tf.oneHot(labels, depth)."
    `);
    expect(
      messageOf(() => {
        expect(tf.tensor2d([[0.25, 0.75]])).toBeOneHot();
      }),
    ).toMatchInlineSnapshot(`
      "Expected float32[1, 2] to be one-hot along axis 1, but it is not.
        other values  1 row, e.g. 0.25 at [0, 0]
        hint: every row sums to 1, as probabilities and smoothed labels do; for those: toSumTo(1, { axis: 1 })."
    `);
  });

  test('says behind .not what holds', () => {
    expect(
      messageOf(() => {
        expect(
          tf.tensor2d([
            [0, 1],
            [1, 0],
          ]),
        ).not.toBeOneHot();
      }),
    ).toMatchInlineSnapshot(
      `"Expected float32[2, 2] not to be one-hot along axis 1, but all of its 2 rows are."`,
    );
  });

  test('refuses a scalar', () => {
    expect(
      messageOf(() => {
        expect(tf.scalar(1)).toBeOneHot();
      }),
    ).toMatchInlineSnapshot(`"toBeOneHot: received is a scalar, float32[], which has no axis of classes."`);
  });
});

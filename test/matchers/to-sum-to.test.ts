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

describe('toSumTo', () => {
  test('names the row that is furthest off', () => {
    const rows = tf.tensor2d([
      [0.2, 0.8],
      [0.5, 0.6],
      [0.9, 0.9],
    ]);
    expect(
      messageOf(() => {
        expect(rows).toSumTo(1, { axis: -1 });
      }),
    ).toMatchInlineSnapshot(`
      "Expected every row of float32[3, 2] along axis 1 to sum to 1, but 2 of 3 rows (66.7 %) do not.
        worst      [2, _] sums to 1.8, off by 0.8
        sums       from 1 to 1.8
        elements   from 0.2 to 0.9
        tolerance  3e-6, room for the rounding of 2 float32 elements"
    `);
    expect(
      messageOf(() => {
        expect(rows).toSumTo(1, { axis: -1, atol: 0.2 });
      }),
    ).toMatchInlineSnapshot(`
      "Expected every row of float32[3, 2] along axis 1 to sum to 1, but 1 of 3 rows (33.3 %) does not.
        worst      [2, _] sums to 1.8, off by 0.8
        sums       from 1 to 1.8
        elements   from 0.2 to 0.9
        tolerance  0.2, as given"
    `);
  });

  test('recognises the wrong axis', () => {
    const probabilities = tf.tensor2d([
      [0.25, 0.75],
      [0.5, 0.5],
      [1, 0],
    ]);
    expect(
      messageOf(() => {
        expect(probabilities).toSumTo(1);
      }),
    ).toMatchInlineSnapshot(`
      "Expected the elements of float32[3, 2] to sum to 1, but they sum to 3.
        off by     2
        elements   from 0 to 1
        tolerance  4.7e-6, room for the rounding of 6 float32 elements
        hint: along axis 1 every row sums to 1; to ask for that: { axis: 1 }."
    `);
    expect(
      messageOf(() => {
        expect(probabilities).toSumTo(1, { axis: 0 });
      }),
    ).toMatchInlineSnapshot(`
      "Expected every row of float32[3, 2] along axis 0 to sum to 1, but none of 2 does.
        worst      [_, 0] sums to 1.75, off by 0.75
        sums       from 1.25 to 1.75
        elements   from 0 to 1
        tolerance  3e-6, room for the rounding of 3 float32 elements
        hint: along axis 1 every row sums to 1; either the tensor or this check has the wrong axis."
    `);
  });

  test('recognises labels out of range, and logits', () => {
    const labels = tf.oneHot(tf.tensor1d([1, 2, 3], 'int32'), 3);
    expect(
      messageOf(() => {
        expect(labels).toSumTo(1, { axis: -1 });
      }),
    ).toMatchInlineSnapshot(`
      "Expected every row of int32[3, 3] along axis 1 to sum to 1, but 1 of 3 rows (33.3 %) does not.
        worst      [2, _] sums to 0, off by 1
        sums       from 0 to 1
        elements   from 0 to 1
        tolerance  none, since these are whole numbers
        hint: every wrong row is all zeros; tf.oneHot makes such a row of a label that is not in [0, depth)."
    `);
    expect(
      messageOf(() => {
        expect(
          tf.tensor2d([
            [-1, 3],
            [2, NaN],
          ]),
        ).toSumTo(1, { axis: -1 });
      }),
    ).toMatchInlineSnapshot(`
      "Expected every row of float32[2, 2] along axis 1 to sum to 1, but none of 2 does.
        worst     [1, _] sums to NaN
        NaN       in 1 row
        sums      2 each
        elements  from -1 to 3
        hint: there are negative elements, so these are no probabilities; logits without a softmax look so."
    `);
  });

  test('says behind .not what holds', () => {
    const rows = tf.tensor2d([
      [0.25, 0.75],
      [0.5, 0.5],
    ]);
    expect(
      messageOf(() => {
        expect(rows).not.toSumTo(1, { axis: -1 });
      }),
    ).toMatchInlineSnapshot(`
      "Expected some row of float32[2, 2] along axis 1 not to sum to 1, but all 2 rows do.
        sums       1 each
        tolerance  2.1e-6, room for the rounding of 2 float32 elements"
    `);
    expect(
      messageOf(() => {
        expect(tf.ones([3], 'int32')).not.toSumTo(3);
      }),
    ).toMatchInlineSnapshot(`
      "Expected the elements of int32[3] not to sum to 3, but they do.
        sums       3
        tolerance  none, since these are whole numbers"
    `);
  });

  test('refuses an axis that is not there', () => {
    expect(
      messageOf(() => {
        expect(tf.ones([2, 3])).toSumTo(1, { axis: 2 });
      }),
    ).toMatchInlineSnapshot(
      `"toSumTo: axis must be an integer from -2 to 1, for a tensor of shape [2, 3], got the number 2."`,
    );
  });
});

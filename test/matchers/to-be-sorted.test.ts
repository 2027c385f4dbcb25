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

describe('toBeSorted', () => {
  test('shows the first two that are the wrong way round', () => {
    expect(
      messageOf(() => {
        expect(
          tf.tensor2d([
            [1, 2, 3],
            [3, 5, 4],
          ]),
        ).toBeSorted();
      }),
    ).toMatchInlineSnapshot(`
      "Expected float32[2, 3] to be ascending along axis 1, but 1 of 2 rows (50 %) is not.
        first       5 at [1, 1], then 4 at [1, 2]
        neighbours  1 of 4 pairs in the wrong order"
    `);
    expect(
      messageOf(() => {
        expect(tf.tensor1d([3, NaN, 1])).toBeSorted({ descending: true });
      }),
    ).toMatchInlineSnapshot(`
      "Expected float32[3] to be descending, but it is not.
        first       3 at [0], then NaN at [1]
        neighbours  2 of 2 pairs in the wrong order
        NaN         in 2 pairs; it comes neither before nor after a number"
    `);
  });

  test('recognises the other order, and equal neighbours', () => {
    expect(
      messageOf(() => {
        expect(tf.tensor1d([3, 2, 1])).toBeSorted();
      }),
    ).toMatchInlineSnapshot(`
      "Expected float32[3] to be ascending, but it is not.
        first       3 at [0], then 2 at [1]
        neighbours  2 of 2 pairs in the wrong order
        hint: it is in the other order; to ask for that: { descending: true }."
    `);
    expect(
      messageOf(() => {
        expect(tf.tensor1d([1, 2, 2])).toBeSorted({ strict: true });
      }),
    ).toMatchInlineSnapshot(`
      "Expected float32[3] to be strictly ascending, but it is not.
        first       2 at [1], then 2 at [2]
        neighbours  1 of 2 pairs in the wrong order
        hint: only equal neighbours are wrong; without strict they are in order."
    `);
  });

  test('says behind .not what holds', () => {
    expect(
      messageOf(() => {
        expect(
          tf.tensor2d([
            [1, 2],
            [3, 4],
          ]),
        ).not.toBeSorted({ strict: true });
      }),
    ).toMatchInlineSnapshot(
      `"Expected float32[2, 2] not to be strictly ascending along axis 1, but all of its 2 rows are."`,
    );
    expect(
      messageOf(() => {
        expect(tf.tensor1d([1])).not.toBeSorted();
      }),
    ).toMatchInlineSnapshot(
      `"Expected float32[1] not to be ascending, but it has only 1 element, which is in every order."`,
    );
  });

  test('refuses a scalar', () => {
    expect(
      messageOf(() => {
        expect(tf.scalar(1)).toBeSorted();
      }),
    ).toMatchInlineSnapshot(
      `"toBeSorted: received is a scalar, float32[], which has no axis to be in order along."`,
    );
  });
});

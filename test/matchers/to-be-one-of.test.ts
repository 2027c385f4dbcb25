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

describe('toBeOneOf', () => {
  test('counts the other values', () => {
    const mask = tf.tensor2d([
      [0, 1, 2],
      [2, 0.5, 1],
    ]);
    expect(
      messageOf(() => {
        expect(mask).toBeOneOf([0, 1]);
      }),
    ).toMatchInlineSnapshot(`
      "Expected every element of float32[2, 3] to be one of {0, 1}, but 3 of 6 elements (50 %) are not.
        others  2 (2 ×), 0.5
        first   2 at [0, 2], 2 at [1, 0], 0.5 at [1, 1]"
    `);
    expect(
      messageOf(() => {
        expect(tf.tensor1d(['cat', 'dgo'])).toBeOneOf(['cat', 'dog']);
      }),
    ).toMatchInlineSnapshot(`
      "Expected every element of string[2] to be one of {"cat", "dog"}, but 1 of 2 elements (50 %) is not.
        others  "dgo"
        where   [1]"
    `);
  });

  test('recognises a mask that was never scaled', () => {
    expect(
      messageOf(() => {
        expect(
          tf.tensor2d([
            [0, 255],
            [0, 255],
          ]),
        ).toBeOneOf([0, 1]);
      }),
    ).toMatchInlineSnapshot(`
      "Expected every element of float32[2, 2] to be one of {0, 1}, but 2 of 4 elements (50 %) are not.
        others  255 (2 ×)
        first   [0, 1], [1, 1]
        where   every element of [_, 1] (axis 1, the last), and no other
        hint: a mask of 0 and 255 was never divided by 255."
    `);
  });

  test('lists no noise', () => {
    const noise = tf.range(0, 500).mul(0.37);
    expect(
      messageOf(() => {
        expect(noise).toBeOneOf([0, 1]);
      }),
    ).toMatchInlineSnapshot(`
      "Expected every element of float32[500] to be one of {0, 1}, but 499 of 500 elements (99.8 %) are not.
        others  499 different values
        first   0.37 at [1], 0.74 at [2], 1.11 at [3], 1.48 at [4], 1.85 at [5], …"
    `);
  });

  test('says behind .not what holds', () => {
    expect(
      messageOf(() => {
        expect(tf.tensor1d([0, 1])).not.toBeOneOf([0, 1, 2]);
      }),
    ).toMatchInlineSnapshot(`
      "Expected some element of float32[2] to be none of {0, 1, 2}, but all of its 2 elements are one of them.
        found  0, 1"
    `);
  });

  test('refuses values of another kind than the tensor', () => {
    expect(
      messageOf(() => {
        expect(tf.zeros([2])).toBeOneOf(['0']);
      }),
    ).toMatchInlineSnapshot(
      `"toBeOneOf: values[0] must be a number or a boolean, since the tensor's dtype is float32, got the string "0"."`,
    );
  });
});

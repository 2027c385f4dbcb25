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

describe('toBeInRange', () => {
  test('counts what is below, above and NaN, and shows the extremes', () => {
    const x = tf.tensor2d([
      [0.5, -0.25, 1.5],
      [NaN, 0, 1],
    ]);
    expect(
      messageOf(() => {
        expect(x).toBeInRange(0, 1);
      }),
    ).toMatchInlineSnapshot(`
      "Expected every element of float32[2, 3] to be in [0, 1], but 3 of 6 elements (50 %) are not.
        outside  1 below 0, 1 above 1, 1 NaN
        first    -0.25 at [0, 1], 1.5 at [0, 2], NaN at [1, 0]
        minimum  -0.25 at [0, 1]
        maximum  1.5 at [0, 2]"
    `);
    expect(
      messageOf(() => {
        expect(tf.tensor1d([0, 0.5, 1])).toBeInRange(0, 1, { exclusive: 'both' });
      }),
    ).toMatchInlineSnapshot(`
      "Expected every element of float32[3] to be in (0, 1), but 2 of 3 elements (66.7 %) are not.
        outside  1 at or below 0, 1 at or above 1
        first    0 at [0], 1 at [2]
        minimum  0 at [0]
        maximum  1 at [2]"
    `);
  });

  test('recognises pixels', () => {
    const pixels = tf.tensor([0, 17, 255, 128], [1, 2, 2, 1]);
    expect(
      messageOf(() => {
        expect(pixels).toBeInRange(0, 1);
      }),
    ).toMatchInlineSnapshot(`
      "Expected every element of float32[1, 2, 2, 1] to be in [0, 1], but 3 of 4 elements (75 %) are not.
        outside  3 above 1
        first    17 at [0, 0, 1, 0], 255 at [0, 1, 0, 0], 128 at [0, 1, 1, 0]
        minimum  0 at [0, 0, 0, 0]
        maximum  255 at [0, 1, 0, 0]
        hint: whole numbers from 0 to 255 look like uint8 pixels that were never divided by 255."
    `);
    expect(
      messageOf(() => {
        expect(pixels.div(255).div(255)).toBeInRange(0, 1, { span: 0.5 });
      }),
    ).toMatchInlineSnapshot(`
      "Expected every element of float32[1, 2, 2, 1] to be in [0, 1] and to span at least 50 % of it, but they span 0.39 %.
        minimum  0 at [0, 0, 0, 0]
        maximum  0.003921569 at [0, 1, 0, 0]
        hint: no value exceeds 1/255; pixels that were divided by 255 twice look so."
    `);
  });

  test('says behind .not what holds', () => {
    expect(
      messageOf(() => {
        expect(tf.tensor1d([0, 0.1])).not.toBeInRange(0, 1);
      }),
    ).toMatchInlineSnapshot(`
      "Expected some element of float32[2] to be outside [0, 1], but all of its 2 elements are in it.
        values  from 0 to 0.1"
    `);
  });

  test('refuses bounds that no number is between', () => {
    expect(
      messageOf(() => {
        expect(tf.zeros([2])).toBeInRange(1, 0);
      }),
    ).toMatchInlineSnapshot(`
      "toBeInRange: no number is in the range [1, 0].
        hint: the lower bound comes first: (0, 1)."
    `);
  });
});

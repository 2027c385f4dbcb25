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

describe('toHaveShape', () => {
  test('takes sizes that are known already', () => {
    expect(tf.zeros([8, 4, 4, 3])).toHaveShape('batch h w 3', { batch: 8 });
    expect(tf.zeros([8, 4, 4, 3])).not.toHaveShape('batch h w 3', { batch: 9 });
    expect(tf.scalar(1)).toHaveShape('');
  });

  test('says which axis is wrong', () => {
    const images = tf.zeros([8, 4, 4, 1]);
    expect(
      messageOf(() => {
        expect(images).toHaveShape('batch height width 3');
      }),
    ).toMatchInlineSnapshot(`
      "axis 3 is 1, expected 3
        float32[8, 4, 4, 1]  'batch height width 3'"
    `);
    expect(
      messageOf(() => {
        expect(images).toHaveShape('batch size size 1', { batch: 4 });
      }),
    ).toMatchInlineSnapshot(`
      "axis 0 (batch) is 8, but batch = 4 was given
        float32[8, 4, 4, 1]  'batch size size 1'"
    `);
  });

  test('says behind .not what holds', () => {
    expect(
      messageOf(() => {
        expect(tf.zeros([2, 3])).not.toHaveShape('batch 3');
      }),
    ).toMatchInlineSnapshot(`
      "the shape matches 'batch 3', which it should not
        float32[2, 3]  'batch 3'
        with batch = 2"
    `);
  });

  test('shows where a spec does not parse', () => {
    expect(
      messageOf(() => {
        expect(tf.zeros([2, 3])).toHaveShape('batch 3x');
      }),
    ).toMatchInlineSnapshot(`
      "shape spec: expected a space before the next axis, got 'x'
        batch 3x
               ^"
    `);
  });

  test('refuses what is no tensor', () => {
    expect(
      messageOf(() => {
        expect([2, 3]).toHaveShape('batch 3');
      }),
    ).toMatchInlineSnapshot(`
      "toHaveShape: received must be a tensor, got an array of length 2.
        hint: it has no shape and no dtype of its own; wrap it: tf.tensor(values, shape, dtype)."
    `);
  });
});

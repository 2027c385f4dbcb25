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

describe('toHaveSameShapeAs', () => {
  test('takes a tensor, and a bare shape', () => {
    expect(tf.zeros([2, 3])).toHaveSameShapeAs(tf.ones([2, 3], 'int32'));
    expect(tf.zeros([2, 3])).toHaveSameShapeAs([2, 3]);
    expect(tf.zeros([2, 3])).not.toHaveSameShapeAs([1, 3]);
  });

  test('says which axis differs', () => {
    expect(
      messageOf(() => {
        expect(tf.zeros([2, 3])).toHaveSameShapeAs(tf.zeros([2, 4]));
      }),
    ).toMatchInlineSnapshot(`
      "the shapes differ: axis 1 is 3, expected 4
        actual    float32[2, 3]
        expected  float32[2, 4]"
    `);
    expect(
      messageOf(() => {
        expect(tf.zeros([2, 3])).toHaveSameShapeAs([2, 3, 1]);
      }),
    ).toMatchInlineSnapshot(`
      "the shapes differ in rank: 2 axes, expected 3
        actual    float32[2, 3]
        expected  [2, 3, 1]"
    `);
  });

  test('says behind .not what holds', () => {
    expect(
      messageOf(() => {
        expect(tf.zeros([2, 3])).not.toHaveSameShapeAs([2, 3]);
      }),
    ).toMatchInlineSnapshot(`
      "the shapes are the same, which they should not be
        actual    float32[2, 3]
        expected  [2, 3]"
    `);
  });

  test('refuses what has no shape', () => {
    expect(
      messageOf(() => {
        expect(tf.zeros([2])).toHaveSameShapeAs(2 as never);
      }),
    ).toMatchInlineSnapshot(
      `"toHaveSameShapeAs: expected must be a tensor or have a shape, got the number 2."`,
    );
  });
});

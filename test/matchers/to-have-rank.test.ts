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

describe('toHaveRank', () => {
  test('counts axes', () => {
    expect(tf.scalar(1)).toHaveRank(0);
    expect(tf.zeros([1, 1, 1, 1, 1, 1])).toHaveRank(6);
    expect(tf.zeros([2, 0])).not.toHaveRank(1);
  });

  test('says how many there are', () => {
    expect(
      messageOf(() => {
        expect(tf.zeros([2, 3])).toHaveRank(3);
      }),
    ).toMatchInlineSnapshot(`
      "the tensor has 2 axes, expected 3 axes
        float32[2, 3]"
    `);
  });

  test('says behind .not what holds', () => {
    expect(
      messageOf(() => {
        expect(tf.zeros([2, 3])).not.toHaveRank(2);
      }),
    ).toMatchInlineSnapshot(`
      "the tensor has rank 2, which it should not
        float32[2, 3]"
    `);
  });

  test('refuses a rank that no tensor can have', () => {
    expect(
      messageOf(() => {
        expect(tf.zeros([2])).toHaveRank(-1);
      }),
    ).toMatchInlineSnapshot(`"toHaveRank: rank must be a whole number from 0, got the number -1."`);
  });
});

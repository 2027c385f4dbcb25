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

describe('toHaveSize', () => {
  test('counts elements', () => {
    expect(tf.scalar(1)).toHaveSize(1);
    expect(tf.zeros([2, 0])).toHaveSize(0);
    expect(tf.zeros([2, 3])).not.toHaveSize(5);
  });

  test('says how many there are', () => {
    expect(
      messageOf(() => {
        expect(tf.zeros([2, 3])).toHaveSize(5);
      }),
    ).toMatchInlineSnapshot(`
      "the tensor has 6 elements, expected 5
        float32[2, 3]: 2 × 3 = 6"
    `);
  });

  test('says behind .not what holds', () => {
    expect(
      messageOf(() => {
        expect(tf.zeros([2, 3])).not.toHaveSize(6);
      }),
    ).toMatchInlineSnapshot(`
      "the tensor has 6 elements, which it should not
        float32[2, 3]: 2 × 3 = 6"
    `);
  });

  test('refuses a size that no tensor can have', () => {
    expect(
      messageOf(() => {
        expect(tf.zeros([2])).toHaveSize(1.5);
      }),
    ).toMatchInlineSnapshot(`"toHaveSize: size must be a whole number from 0, got the number 1.5."`);
  });
});

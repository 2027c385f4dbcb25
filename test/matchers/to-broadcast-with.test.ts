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

describe('toBroadcastWith', () => {
  test('follows the rules of NumPy', () => {
    expect(tf.zeros([3])).toBroadcastWith(tf.zeros([2, 3]));
    expect(tf.zeros([8, 1])).toBroadcastWith([8]);
    expect(tf.scalar(1)).toBroadcastWith([0, 4]);
    expect(tf.zeros([3])).not.toBroadcastWith([3, 2]);
  });

  test('says which axes are at odds', () => {
    expect(
      messageOf(() => {
        expect(tf.zeros([2, 3])).toBroadcastWith(tf.zeros([4, 2]));
      }),
    ).toMatchInlineSnapshot(`
      "the shapes do not broadcast: axis 1 is 3, axis 1 of the other is 2, and neither is 1
        actual  float32[2, 3]
        other   float32[4, 2]"
    `);
  });

  test('says behind .not what they would become', () => {
    expect(
      messageOf(() => {
        expect(tf.zeros([8, 1])).not.toBroadcastWith(tf.zeros([8]));
      }),
    ).toMatchInlineSnapshot(`
      "the shapes broadcast to [8, 8], which they should not
        actual  float32[8, 1]
        other   float32[8]"
    `);
  });

  test('refuses what has no shape', () => {
    expect(
      messageOf(() => {
        expect(tf.zeros([2])).toBroadcastWith('2' as never);
      }),
    ).toMatchInlineSnapshot(`"toBroadcastWith: other must be a tensor or have a shape, got the string "2"."`);
  });
});

import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import '../../matchers/vitest.ts';

describe('toKeepFrozen', () => {
  const used = tf.variable(tf.ones([3]), true, 'used');
  const unused = tf.variable(tf.ones([2, 2]), true, 'unused');
  const optimizer = tf.train.sgd(0.01);
  const step = (): void => {
    optimizer.minimize(() => used.square().sum());
  };

  test('passes for what stays, and behind .not for what moves', async () => {
    await expect(step).toKeepFrozen([unused]);
    await expect(step).not.toKeepFrozen({ used, unused }, { steps: 1 });
  });

  test('names what moves', async () => {
    await expect(expect(step).toKeepFrozen([used, unused])).rejects.toThrowErrorMatchingInlineSnapshot(`
      [Error: 1 of 2 frozen variables moved in 3 steps.
        used  3 of 3 elements changed, by a share of 2.0e-2 a step]
    `);
  });

  test('says what stays that should move', async () => {
    await expect(expect(step).not.toKeepFrozen([unused])).rejects.toThrow(
      'but it is bit-identical in 3 steps',
    );
  });

  test('refuses what is no function, behind .not too', async () => {
    await expect(expect(5).not.toKeepFrozen([used])).rejects.toThrow('toKeepFrozen: received must be');
  });
});

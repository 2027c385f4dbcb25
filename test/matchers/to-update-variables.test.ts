import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import '../../matchers/vitest.ts';

describe('toUpdateVariables', () => {
  const used = tf.variable(tf.ones([3]), true, 'used');
  const unused = tf.variable(tf.ones([2, 2]), true, 'unused');
  const optimizer = tf.train.sgd(0.01);
  const step = (): void => {
    optimizer.minimize(() => used.square().sum());
  };

  test('passes for what moves, and behind .not for what does not', async () => {
    await expect(step).toUpdateVariables([used]);
    await expect(step).toUpdateVariables({ used, unused }, { except: 'unused', steps: 1 });
    await expect(step).not.toUpdateVariables([used, unused]);
  });

  test('names what stays, beside what moves', async () => {
    await expect(expect(step).toUpdateVariables([used, unused])).rejects.toThrowErrorMatchingInlineSnapshot(`
      [Error: 1 of 2 variables did not move in 3 steps.
        unused  [2, 2], bit-identical
        others  move by a share of 2.0e-2 to 2.0e-2 a step
        usual   about 1e-3 a step; below 1e-8 or above 10 is suspicious]
    `);
  });

  test('says what moves that should not', async () => {
    await expect(expect(step).not.toUpdateVariables([used])).rejects.toThrow('but it moves in 3 steps');
  });

  test('refuses what is no function, behind .not too', async () => {
    await expect(expect(5).not.toUpdateVariables([used])).rejects.toThrow(
      'toUpdateVariables: received must be',
    );
  });
});

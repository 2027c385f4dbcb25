import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import '../../matchers/vitest.ts';

beforeEach(() => {
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

const cube = (x: tf.Tensor): tf.Tensor => x.pow(3);
const square = tf.customGrad((x) => ({
  value: (x as tf.Tensor).square(),
  // Its author forgot the 2.
  gradFunc: (dy: tf.Tensor) => dy.mul(x as tf.Tensor),
}));
const forgetful = (x: tf.Tensor): tf.Tensor => square(x);

const point = (): tf.Tensor => tf.tensor2d([0.5, -1, 2, 1.5, -0.25, 3], [2, 3]);

describe('toPassGradcheck', () => {
  test('passes for a right gradient, and behind .not for a wrong one', () => {
    expect(cube).toPassGradcheck([point()]);
    expect(cube).toPassGradcheck([point()], { order: 2, seed: 3, probes: 5 });
    expect(forgetful).not.toPassGradcheck([point()]);
  });

  test('works behind .resolves', async () => {
    await expect(Promise.resolve(cube)).resolves.toPassGradcheck([point()]);
  });

  test('says which entry is wrong, by how much, and what the mistake is', () => {
    let message = '';
    try {
      expect(forgetful).toPassGradcheck([point()]);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatchInlineSnapshot(`
      "The gradient with respect to input 0 [2, 3] is wrong: it is 0.5 times what it should be.
        analytic       1.21894 at [0, 2]
        numeric        2.43788 ± 1.2e-5
        disagreement   1.531 along a random direction, 0.005912 allowed, gradient norm 5.27
        taken of       the sum of all outputs, each times a random weight
        measured with  3 probes, rtol 0.001, atol 0, seed 0"
    `);
  });

  test('says what holds that should not', () => {
    let message = '';
    try {
      expect((x: tf.Tensor) => x.mul(2)).not.toPassGradcheck([point()]);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(
      /^Expected the gradient to be wrong, but it agrees with finite differences to .* of its norm\.$/,
    );
  });

  test('refuses what is no function, behind .not too', () => {
    expect(() => {
      expect(point()).not.toPassGradcheck([point()]);
    }).toThrow('toPassGradcheck: received must be a function of tensors');
  });
});

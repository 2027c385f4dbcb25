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

  describe('for a model', () => {
    const mean = (yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor => yTrue.sub(yPred).square().mean();
    const batch = (): { xs: tf.Tensor; ys: tf.Tensor } => ({
      xs: tf.randomNormal([8, 3], 0, 1, 'float32', 1),
      ys: tf.randomNormal([8, 2], 0, 1, 'float32', 2),
    });
    const model = (...layers: tf.layers.Layer[]): tf.Sequential =>
      tf.sequential({
        layers: [
          tf.layers.dense({ units: 4, inputShape: [3], activation: 'relu' }),
          ...layers,
          tf.layers.dense({ units: 2 }),
        ],
      });

    test('passes, and leaves weights and moving averages alone', async () => {
      const sound = model(tf.layers.batchNormalization(), tf.layers.dropout({ rate: 0.25 }));
      const values = (): number[][] => sound.getWeights().map((weight) => [...weight.dataSync()]);
      const [before, data] = [values(), batch()];
      const count = tf.memory().numTensors;
      await expect(sound).toPassGradcheck(data, { loss: mean });
      expect(values()).toEqual(before);
      expect(tf.memory().numTensors).toBe(count);
      sound.dispose();
    });

    test('names the weights before an operation whose gradient is wrong', async () => {
      class Forgetful extends tf.layers.Layer {
        static readonly className = 'Forgetful';
        override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
          const forgets = tf.customGrad((x, save) => {
            const input = x as tf.Tensor;
            (save as tf.GradSaveFunc)([input]);
            return {
              value: input.square(),
              gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => dy.mul(saved as tf.Tensor),
            };
          });
          return forgets([inputs].flat()[0] as tf.Tensor);
        }
      }
      const faulty = model(new Forgetful({}));
      await expect(faulty).not.toPassGradcheck(batch(), { loss: mean });
      const [first] = faulty.layers;
      await expect(expect(faulty).toPassGradcheck(batch(), { loss: mean })).rejects.toThrow(
        `The gradient with respect to ${first?.name ?? ''}/kernel [3, 4] is wrong: it is 0.5 times what it should be.`,
      );
      faulty.dispose();
    });

    test('finds a weight that the loss reads behind the gradient', async () => {
      class Detach extends tf.layers.Layer {
        static readonly className = 'Detach';
        override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
          const [x] = [inputs].flat();
          return tf.tensor(x?.dataSync() ?? [], x?.shape);
        }
      }
      const faulty = model(new Detach({}));
      await expect(expect(faulty).toPassGradcheck(batch(), { loss: mean })).rejects.toThrow('it is zero');
      faulty.dispose();
    });

    test('refuses what is no model, and a model without a loss', async () => {
      const untrained = model();
      await expect(expect({}).toPassGradcheck(batch(), { loss: mean })).rejects.toThrow('received must be');
      await expect(expect(untrained).toPassGradcheck(batch())).rejects.toThrow('not compiled');
      const misspelt: object = { los: mean };
      await expect(expect(untrained).toPassGradcheck(batch(), misspelt)).rejects.toThrow(
        "did you mean 'loss'",
      );
      untrained.trainable = false;
      await expect(expect(untrained).toPassGradcheck(batch(), { loss: mean })).rejects.toThrow(
        'none of them trainable',
      );
      untrained.dispose();
    });
  });
});

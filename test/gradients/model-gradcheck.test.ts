import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import { checkModelGradients } from '../../src/gradients/model-gradcheck.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest({ variables: true });

const batch = (): { xs: tf.Tensor; ys: tf.Tensor } => ({
  xs: tf.randomNormal([6, 4], 0, 1, 'float32', 1),
  ys: tf.randomNormal([6, 2], 0, 1, 'float32', 2),
});

const model = (): tf.Sequential =>
  tf.sequential({
    layers: [
      tf.layers.dense({ name: 'first', units: 5, activation: 'tanh', inputShape: [4] }),
      tf.layers.dense({ name: 'last', units: 2 }),
    ],
  });

describe('which weights of a model are differentiated by', () => {
  test('every trainable one by default', async () => {
    const { details } = await checkModelGradients(model(), batch(), { loss: 'meanSquaredError' });
    expect(details.inputs).toHaveLength(4);
  });

  test.each<readonly [string, string | RegExp, number]>([
    ['a layer', 'last', 2],
    ['a pattern', /kernel/u, 2],
    ['one weight', /first.bias/u, 1],
  ])('%s', async (_, wrt, count) => {
    const { pass, details } = await checkModelGradients(model(), batch(), { loss: 'meanSquaredError', wrt });
    expect([pass, details.inputs.length]).toEqual([true, count]);
  });

  test('by second order too', async () => {
    const linear = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [4] })] });
    const [before, weights] = [tf.memory().numTensors, linear.getWeights().map((each) => each.arraySync())];
    const { pass, details, message } = await checkModelGradients(linear, batch(), {
      loss: (yTrue: tf.Tensor, yPred: tf.Tensor) => yTrue.sub(yPred).square().mean(),
      order: 2,
    });
    expect(pass, message()).toBe(true);
    expect(details.order).toBe(2);
    expect(linear.getWeights().map((each) => each.arraySync())).toEqual(weights);
    expect(tf.memory().numTensors).toBe(before + 2); // the batch
  });

  test('of a model with several inputs and outputs', async () => {
    const [a, b] = [tf.input({ shape: [3], name: 'a' }), tf.input({ shape: [2], name: 'b' })];
    const hidden = tf.layers
      .dense({ units: 5, activation: 'relu', name: 'hidden' })
      .apply(tf.layers.concatenate().apply([a, b])) as tf.SymbolicTensor;
    const heads = [1, 2].map(
      (units) => tf.layers.dense({ units, name: `head${units}` }).apply(hidden) as tf.SymbolicTensor,
    );
    const several = tf.model({ inputs: [a, b], outputs: heads });
    const xs = [tf.randomNormal([6, 3], 0, 1, 'float32', 1), tf.randomNormal([6, 2], 0, 1, 'float32', 2)];
    const ys = [tf.randomNormal([6, 1], 0, 1, 'float32', 3), tf.randomNormal([6, 2], 0, 1, 'float32', 4)];
    const loss = ['meanSquaredError', 'meanAbsoluteError'];
    const { pass, details, message } = await checkModelGradients(several, { xs, ys }, { loss });
    expect(pass, message()).toBe(true);
    expect(details.inputs).toHaveLength(6);
  });

  test('none of the names', async () => {
    const check = checkModelGradients(model(), batch(), { loss: 'meanSquaredError', wrt: 'lasst' });
    await expect(check).rejects.toThrow("did you mean 'last'?");
  });
});

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

  test('none of the names', async () => {
    const check = checkModelGradients(model(), batch(), { loss: 'meanSquaredError', wrt: 'lasst' });
    await expect(check).rejects.toThrow("did you mean 'last'?");
  });
});

import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asTrainee } from '../../src/subject/as-trainee.ts';
import { resolveLoss } from '../../src/subject/loss.ts';

let before: number;
beforeEach(() => {
  before = tf.memory().numTensors;
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
  expect(tf.memory().numTensors).toBe(before);
});

const dense = (): tf.layers.Layer => tf.layers.dense({ units: 2, inputShape: [3] });
const functional = (): tf.LayersModel => {
  const input = tf.input({ shape: [3] });
  return tf.model({
    inputs: input,
    outputs: tf.layers.dense({ units: 2 }).apply(input) as tf.SymbolicTensor,
  });
};

test.each<[string, () => tf.LayersModel]>([
  ['sequential', () => tf.sequential({ layers: [dense()] })],
  ['functional', functional],
])('a compiled %s model brings its loss along', async (_name, make) => {
  const model = make();
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const trainee = await asTrainee(model, undefined, 'test');
  const loss = trainee.loss({ xs: tf.zeros([4, 3]), ys: tf.ones([4, 2]) }, true);
  expect(loss.dataSync()[0]).toBeCloseTo(1, 6);
  model.dispose();
});

test('what a sequential model moves was decided when it was compiled', async () => {
  const model = tf.sequential({ layers: [dense(), tf.layers.dense({ units: 2 })] });
  const [first] = model.layers;
  if (first === undefined) throw new Error('it has layers');
  first.trainable = false;
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  first.trainable = true; // too late
  const { weights } = await asTrainee(model, undefined, 'test');
  expect(weights.map(({ trainable }) => trainable)).toEqual([false, false, true, true]);
  model.dispose();
});

test('a loss is found by the name that compile takes', async () => {
  const loss = await resolveLoss('meanAbsoluteError', undefined, 'test');
  expect(loss(tf.zeros([4, 2]), tf.fill([4, 2], 3)).dataSync()[0]).toBe(3);
});

test.each([true, false])(
  'regularizers add to the loss, unless they are left out (compiled: %s)',
  async (isCompiled) => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({
          inputShape: [1],
          ...{ units: 1, kernelInitializer: 'ones' },
          kernelRegularizer: tf.regularizers.l2({ l2: 0.5 }),
        }),
      ],
    });
    if (isCompiled) model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const trainee = await asTrainee(model, 'meanSquaredError', 'test');
    const batch = { xs: tf.ones([2, 1]), ys: tf.ones([2, 1]) };
    expect(trainee.loss(batch, true).dataSync()[0]).toBe(0.5);
    expect(trainee.loss(batch, true, false).dataSync()[0]).toBe(0);
    model.dispose();
  },
);

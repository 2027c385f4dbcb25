import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DifferentiableModel } from '../../src/gradients/differentiable-model.ts';

let before: number;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

/** A weight, and an average that every run moves. */
function subject(): { model: DifferentiableModel; weight: tf.Variable; average: tf.Variable } {
  const [weight, average] = tf.tidy(() => [
    tf.variable(tf.tensor1d([1, 2])),
    tf.variable(tf.scalar(5), false),
  ]);
  const loss = (): tf.Scalar => {
    average.assign(average.mul(0.5));
    return weight.square().sum();
  };
  const model = new DifferentiableModel(
    [
      { name: 'weight', variable: weight, trainable: true, owner: '' },
      { name: 'average', variable: average, trainable: false, owner: '' },
    ],
    loss,
  );
  return { model, weight, average };
}

test('moves a weight for one run, and puts it and what the run moved back', () => {
  const { model, weight, average } = subject();
  expect(model.inputs).toEqual([{ name: 'weight', shape: [2], values: Float32Array.of(1, 2) }]);
  expect(model.run()).toEqual([Float32Array.of(5)]);
  expect(model.run(0, Float32Array.of(3, 4))).toEqual([Float32Array.of(25)]);
  expect([...weight.dataSync()]).toEqual([1, 2]);
  expect([...average.dataSync()]).toEqual([5]);
  weight.dispose();
  average.dispose();
});

test('differentiates by trainable weights, times the incoming gradient', () => {
  const { model, weight, average } = subject();
  const { outputs, gradients } = model.differentiate([Float32Array.of(-2)]);
  expect(outputs).toEqual([Float32Array.of(5)]);
  expect(gradients).toEqual([Float32Array.of(-4, -8)]);
  expect([...average.dataSync()]).toEqual([5]);
  weight.dispose();
  average.dispose();
});

test('puts everything back when the loss throws', () => {
  const weight = tf.tidy(() => tf.variable(tf.tensor1d([1, 2])));
  const model = new DifferentiableModel(
    [{ name: 'weight', variable: weight, trainable: true, owner: '' }],
    () => {
      weight.square();
      throw new Error('of the user');
    },
  );
  expect(() => model.run(0, Float32Array.of(3, 4))).toThrow('of the user');
  expect(() => model.differentiate([Float32Array.of(1)])).toThrow('of the user');
  expect([...weight.dataSync()]).toEqual([1, 2]);
  weight.dispose();
});

import * as tf from '@tensorflow/tfjs-node';
import { ArgumentError, checkAllClose, checked, type Shaped } from 'tensorproof';
import { allowLeaks } from 'tensorproof/leak-guard';
import { expect, test } from 'vitest';

const flatten = checked(
  'batch h w 3 -> batch features',
  (images: Shaped<'batch h w 3'>): Shaped<'batch features'> => images.reshape([images.shape[0], -1]),
);

test('the native backend is the one that runs', () => {
  expect(tf.getBackend()).toBe('tensorflow');
});

test('matchers are registered', () => {
  const features = flatten(tf.ones([2, 4, 4, 3]));
  expect(features).toHaveShape('batch 48', { batch: 2 });
  expect(features).toHaveDtype('float');
  expect(features).toBeAllClose(tf.ones([2, 48]).mul(1 + 1e-7));
  expect(features).not.toBeAllClose(tf.zeros([2, 48]));
  expect({ features }).toEqual({ features: tf.ones([2, 48]) });
  expect({ features }).toEqual({ features: expect.tensor('batch 48') });
});

test('contracts and checks work without an expectation', () => {
  // @ts-expect-error: a matrix is no batch of images, and the compiler says so
  expect(() => flatten(tf.ones([2, 4]) as tf.Tensor2D)).toThrow(/2 axes.*4 axes/);
  expect(checkAllClose(tf.tensor1d([NaN]), tf.tensor1d([Infinity])).pass).toBe(false);
  expect(() => checkAllClose(tf.ones([1]), tf.ones([1]), { rtol: -1, atol: 0 })).toThrow(ArgumentError);
});

test('a reference model can be imported and run', async () => {
  const { digitClassifier } = await import('tensorproof/models');
  const model = digitClassifier();
  expect(model.predict(tf.zeros([2, 8, 8, 1]))).toHaveShape('2 10');
  model.dispose();
});

test('a golden tensor is kept and compared', () => {
  expect(tf.range(0, 6).reshape([2, 3])).toMatchTensorSnapshot();
});

test('the plugin seeds what TensorFlow.js draws', () => {
  expect(tf.randomNormal([2])).toMatchTensorSnapshot();
});

test('the guard of the setup file watches', () => {
  allowLeaks(1);
});

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import { summarizeTensor } from '../../src/tensor/print-tensor.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest();

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test.each<[name: string, make: () => tf.Tensor, text: string]>([
  [
    'a matrix',
    () =>
      tf.tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    'float32[2, 3] [[1, 2, 3], [4, 5, 6]]',
  ],
  ['a scalar', () => tf.scalar(1 / 3), 'float32[] 0.3333'],
  ['no elements', () => tf.zeros([0, 3]), 'float32[0, 3] []'],
  ['no elements in rows', () => tf.zeros([2, 0]), 'float32[2, 0] [[], []]'],
  ['rank 6', () => tf.ones([1, 1, 1, 1, 1, 2], 'int32'), 'int32[1, 1, 1, 1, 1, 2] [[[[[[1, 1]]]]]]'],
  ['booleans', () => tf.tensor([true, false]), 'bool[2] [true, false]'],
  ['strings', () => tf.tensor(['a', 'b']), 'string[2] ["a", "b"]'],
  ['complex numbers', () => tf.complex([1], [-2.34567]), 'complex64[1] [1 - 2.346i]'],
  ['special values', () => tf.tensor([NaN, -Infinity, -0]), 'float32[3] [NaN, -Infinity, -0]'],
  ['whole numbers keep their digits', () => tf.scalar(123456, 'int32'), 'int32[] 123456'],
  ['many values', () => tf.linspace(0, 1, 101), 'float32[101] min 0, max 1, mean 0.5 [0, 0.01, 0.02, …, 1]'],
  [
    'many values, some not finite',
    () => tf.concat([tf.fill([20], 2), tf.tensor([NaN, Infinity])]),
    'float32[22] min 2, max 2, mean 2, 1 NaN, 1 infinite [2, 2, 2, …, Infinity]',
  ],
  ['many NaN', () => tf.fill([20], NaN), 'float32[20] 20 NaN [NaN, NaN, NaN, …, NaN]'],
  ['many booleans', () => tf.ones([20], 'bool'), 'bool[20] 20 true [true, true, true, …, true]'],
  ['many strings', () => tf.fill([20], 'x'), 'string[20] ["x", "x", "x", …, "x"]'],
])('summarizeTensor: %s', (_, make, text) => {
  const tensor = make();
  const before = tf.memory().numTensors;
  expect(summarizeTensor(tensor)).toBe(text);
  expect(tf.memory().numTensors).toBe(before);
});

test('summarizeTensor: a disposed tensor', () => {
  const tensor = tf.zeros([2]);
  tensor.dispose();
  expect(summarizeTensor(tensor)).toBe('float32[2] (disposed)');
});

test('summarizeTensor: digits and limit', () => {
  expect(summarizeTensor(tf.tensor([1 / 3, 2 / 3, 1]), { digits: 2 })).toBe('float32[3] [0.33, 0.67, 1]');
  expect(summarizeTensor(tf.zeros([5]), { limit: 4 })).toBe(
    'float32[5] min 0, max 0, mean 0 [0, 0, 0, …, 0]',
  );
});

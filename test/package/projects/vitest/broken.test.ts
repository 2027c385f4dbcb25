import * as tf from '@tensorflow/tfjs-node';
import { expect, test } from 'vitest';

test('NaN is not Infinity', () => {
  expect(tf.tensor1d([NaN])).toBeAllClose(tf.tensor1d([Infinity]));
});

test('a shape that is wrong', () => {
  expect(tf.ones([2, 3])).toHaveShape('batch 4');
});

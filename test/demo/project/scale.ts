import * as tf from '@tensorflow/tfjs-core';
import { checked } from '../../../src/index.ts';

/** Multiplies by two. */
export function double(x: tf.Tensor): tf.Tensor {
  return tf.mul(x, 2);
}

/** Adds up each row. */
export const sumRows = checked('rows columns -> rows', (x: tf.Tensor2D): tf.Tensor1D => tf.sum(x, 1));

/** How many rows there are. */
export const ROWS = 2;

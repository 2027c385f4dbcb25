import * as tf from '@tensorflow/tfjs';
import type { DigitTensors } from './preprocess.ts';

/**
 * Walks once through a data set in a random order, in batches of one size; what is left over is dropped.
 * The order comes from `Math.random`, so that `seeded(42, …)` decides it.
 * @param digits all images and labels
 * @param size images in a batch
 * @yields a batch, whose tensors the caller disposes of
 */
export function* shuffledBatches(digits: DigitTensors, size: number): Generator<DigitTensors> {
  const count = digits.labels.shape[0];
  const order = tf.util.createShuffledIndices(count);
  for (let start = 0; start + size <= count; start += size) {
    yield tf.tidy(() => {
      const rows = tf.tensor1d(Int32Array.from(order.subarray(start, start + size)), 'int32');
      return {
        pixels: tf.gather(digits.pixels, rows),
        labels: tf.gather(digits.labels, rows),
      };
    });
  }
}

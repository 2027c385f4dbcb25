import * as tf from '@tensorflow/tfjs';
import type { Shaped } from '../../src/index.ts';

/**
 * Turns logits into probabilities.
 * @param logits any real numbers
 * @returns 0 to 1, each row sums to 1
 */
export function probabilities(logits: Shaped<'n 10'>): Shaped<'n 10'> {
  return tf.tidy(() => {
    const logProbabilities: Shaped<'n 10'> = tf.sub(logits, tf.logSumExp(logits, 1, true));
    return tf.exp(logProbabilities);
  });
}

/**
 * Picks the digit that each image most likely shows.
 * @param logits any real numbers
 * @returns 0 to 9
 */
export function predictDigits(logits: Shaped<'n 10'>): Shaped<'n', 'int32'> {
  return tf.argMax(logits, 1);
}

/**
 * Measures for each digit what share of its images was recognised.
 * @param predicted 0 to 9
 * @param labels 0 to 9
 * @returns one share a digit, 0 to 1
 */
export function recallPerDigit(predicted: Shaped<'n', 'int32'>, labels: Shaped<'n', 'int32'>): Shaped<'10'> {
  return tf.tidy(() => {
    const each = tf.oneHot(labels, 10, 1, 0, 'float32');
    const right = tf.expandDims(tf.cast(tf.equal(predicted, labels), 'float32'), 1);
    return tf.div(tf.sum(tf.mul(each, right), 0), tf.sum(each, 0));
  });
}

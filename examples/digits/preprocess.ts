import * as tf from '@tensorflow/tfjs';
import { DIGIT_CLASSES, DIGIT_SIDE, MAX_PIXEL } from '../../fixtures/data/digits.ts';
import type { DigitSet } from '../../fixtures/data/digits.ts';
import type { Shaped } from '../../src/index.ts';

/** The digit that each class stands for: class `k` is `CLASSES[k]`. */
const CLASSES: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Images as they were scanned, with what they show. */
export interface DigitTensors {
  /** 0 (paper) to 16 (ink). */
  readonly pixels: Shaped<'n 8 8 1', 'int32'>;
  /** 0 to 9. */
  readonly labels: Shaped<'n', 'int32'>;
}

/**
 * Puts images and labels on the backend.
 * @param digits images and labels, as the loader gives them
 * @returns tensors that the caller disposes of
 */
export function toTensors(digits: DigitSet): DigitTensors {
  return {
    pixels: tf.tensor4d(Int32Array.from(digits.pixels), [digits.size, DIGIT_SIDE, DIGIT_SIDE, 1], 'int32'),
    labels: tf.tensor1d(Int32Array.from(digits.labels), 'int32'),
  };
}

/**
 * Maps pixels to what the models read.
 * @param pixels int32, 0 to 16
 * @returns float32, 0 (paper) to 1 (ink)
 */
export function normalise(pixels: Shaped<'n 8 8 1', 'int32'>): Shaped<'n 8 8 1'> {
  return tf.tidy(() => tf.cast(pixels, 'float32').div(MAX_PIXEL));
}

/**
 * Encodes labels as the classifier's loss wants them.
 * @param labels the digits
 * @returns float32, a 1 in the column of the digit's class, 0 elsewhere
 */
export function oneHotLabels(labels: Shaped<'n', 'int32'>): Shaped<'n 10'> {
  return tf.tidy(() => {
    const classes = tf.tensor1d(
      CLASSES.map((_, digit) => CLASSES.indexOf(digit)),
      'int32',
    );
    const rows = tf.oneHot(tf.gather(classes, labels), DIGIT_CLASSES, 1, 0, 'float32');
    return tf.reshape(rows, [labels.shape[0], DIGIT_CLASSES]);
  });
}

/**
 * Measures how much ink was spent on each image.
 * @param images float32, 0 to 1
 * @returns the mean of the pixels of each image, 0 to 1
 */
export function inkOf(images: Shaped<'n 8 8 1'>): Shaped<'n'> {
  return tf.mean(images, [1, 2, 3]);
}

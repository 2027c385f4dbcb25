import {
  checkNoEmptyTensors,
  type EmptyTensorsOptions,
} from '../src/training/inside/shapes/empty-tensors.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when no tensor inside a program has a size of 0, as a window that is larger than its input gives without a word.
 * @param received a model or module; a function of tensors; `() => loss`
 * @param data a batch `{ xs, ys }` or inputs alone; a layers model may be asked without
 * @throws SubjectError for a subject or data that can't be used, ArgumentError for options that can't
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const conv = tf.layers.conv2d({ filters: 1, kernelSize: 3, inputShape: [8, 8, 1] });
 * await expect(tf.sequential({ layers: [conv] })).toHaveNoEmptyTensors();
 */
export const toHaveNoEmptyTensors: AsyncMatcher<[data?: unknown, options?: EmptyTensorsOptions]> = async (
  received,
  data,
  options,
) => asMatcherResult(await checkNoEmptyTensors(received, data, options, 'toHaveNoEmptyTensors'));

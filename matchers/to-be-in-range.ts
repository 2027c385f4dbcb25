import { checkInRange, type InRangeOptions } from '../src/checks/in-range.ts';
import { requireTensor } from '../src/tensor/subject.ts';
import { asMatcherResult, type Matcher } from './define-matcher.ts';

/**
 * Passes when every element lies between two bounds, which belong to the range unless `exclusive` says otherwise. NaN lies in no range.
 * @param received a live tensor, float32, int32 or bool; one without elements is refused, unless `allowEmpty`
 * @param low the lower bound, -Infinity for none
 * @param high the upper bound, at least `low`
 * @param options `exclusive` bounds; `span`, the share of the range that the values must fill; `allowEmpty`
 * @throws SubjectError for what is no live tensor of real numbers; ArgumentError for bounds and options that can't be meant
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const images = tf.tensor3d([[[0, 51, 255]]]).div(255);
 * expect(images).toBeInRange(0, 1, { span: 0.5 });
 */
export const toBeInRange: Matcher<[low: number, high: number, options?: InRangeOptions]> = (
  received,
  low,
  high,
  options,
) => asMatcherResult(checkInRange(requireTensor(received, 'toBeInRange'), low, high, options, 'toBeInRange'));

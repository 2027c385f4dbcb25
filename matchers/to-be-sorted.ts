import { checkSorted, type SortedOptions } from '../src/checks/sorted.ts';
import { requireTensor } from '../src/tensor/subject.ts';
import { asMatcherResult, type Matcher } from './define-matcher.ts';

/**
 * Passes when elements are in order along an axis, the last by default. NaN is in no order.
 * @param received a live tensor of at least one axis, float32, int32 or bool; one without elements is refused, unless `allowEmpty`
 * @param options `axis`, `descending`, `strict`, `allowEmpty`
 * @throws SubjectError for what is no live tensor of real numbers, and for a scalar; ArgumentError for an axis that is not there
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const scores = tf.tensor1d([0.9, 0.7, 0.2]);
 * expect(scores).toBeSorted({ descending: true });
 */
export const toBeSorted: Matcher<[options?: SortedOptions]> = (received, options) =>
  asMatcherResult(checkSorted(requireTensor(received, 'toBeSorted'), options, 'toBeSorted'));

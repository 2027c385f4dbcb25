import { checkOneHot, type OneHotOptions } from '../src/checks/one-hot.ts';
import { requireTensor } from '../src/tensor/subject.ts';
import { asMatcherResult, type Matcher } from './define-matcher.ts';

/**
 * Passes when every row along the axis of the classes has exactly one 1 and nothing else but zeros.
 * @param received a live tensor of at least one axis, float32, int32 or bool; one without elements is refused, unless `allowEmpty`
 * @param options `axis` of the classes, the last by default; `allowEmpty`
 * @throws SubjectError for what is no live tensor of real numbers, and for a scalar; ArgumentError for an axis that is not there
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const labels = tf.oneHot(tf.tensor1d([0, 2, 1], 'int32'), 3);
 * expect(labels).toBeOneHot();
 */
export const toBeOneHot: Matcher<[options?: OneHotOptions]> = (received, options) =>
  asMatcherResult(checkOneHot(requireTensor(received, 'toBeOneHot'), options, 'toBeOneHot'));

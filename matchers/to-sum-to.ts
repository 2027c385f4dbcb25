import { checkSumTo, type SumToOptions } from '../src/checks/sum-to.ts';
import { requireTensor } from '../src/tensor/subject.ts';
import { asMatcherResult, type Matcher } from './define-matcher.ts';

/**
 * Passes when every row along an axis adds up to a value; without an axis, when all elements do. float32 may be off by what
 * rounding does to a row of its length and size, whole numbers not at all.
 * @param received a live tensor, float32, int32 or bool; one without elements is refused, unless `allowEmpty`
 * @param value the sum, a finite number
 * @param options `axis` or axes, `rtol` and `atol`, `allowEmpty`
 * @throws SubjectError for what is no live tensor of real numbers; ArgumentError for an axis that is not there
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const probabilities = tf.softmax(tf.tensor2d([[1, 2, 3], [0, 0, 9]]));
 * expect(probabilities).toSumTo(1, { axis: -1 });
 */
export const toSumTo: Matcher<[value: number, options?: SumToOptions]> = (received, value, options) =>
  asMatcherResult(checkSumTo(requireTensor(received, 'toSumTo'), value, options, 'toSumTo'));

import { checkFinite, type FiniteOptions } from '../src/checks/finite.ts';
import { requireTensor } from '../src/tensor/subject.ts';
import { asMatcherResult, type Matcher } from './define-matcher.ts';

/**
 * Passes when a tensor holds no NaN and no infinity. A failure says how many there are and where: `only in [_, _, _, 2]`.
 * @param received a live tensor of numbers; one without elements is refused, unless `allowEmpty`
 * @param options whether it may be empty
 * @throws SubjectError for what is no live tensor of numbers; ArgumentError for an unknown option
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * expect(tf.log(tf.tensor1d([1, 2]))).toBeAllFinite();
 * expect(tf.log(tf.tensor1d([1, 0]))).not.toBeAllFinite();
 */
export const toBeAllFinite: Matcher<[options?: FiniteOptions]> = (received, options) =>
  asMatcherResult(checkFinite(requireTensor(received, 'toBeAllFinite'), options, 'toBeAllFinite'));

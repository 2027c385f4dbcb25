import { checkOneOf, type ElementValue, type OneOfOptions } from '../src/checks/one-of.ts';
import { requireTensor } from '../src/tensor/subject.ts';
import { asMatcherResult, type Matcher } from './define-matcher.ts';

/**
 * Passes when every element is one of the given values. For a float32 tensor they are rounded to float32 first.
 * @param received a live tensor, complex64 aside; one without elements is refused, unless `allowEmpty`
 * @param values at least one: numbers and booleans, or strings for a string tensor
 * @param options whether the tensor may be empty
 * @throws SubjectError for what is no live tensor; ArgumentError for values that the dtype can't have
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const mask = tf.tensor2d([[0, 1], [1, 0]]);
 * expect(mask).toBeOneOf([0, 1]);
 */
export const toBeOneOf: Matcher<[values: Iterable<ElementValue>, options?: OneOfOptions]> = (
  received,
  values,
  options,
) => asMatcherResult(checkOneOf(requireTensor(received, 'toBeOneOf'), values, options, 'toBeOneOf'));

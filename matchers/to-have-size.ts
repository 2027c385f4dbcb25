import { checkSize } from '../src/checks/size.ts';
import { requireTensor } from '../src/tensor/subject.ts';
import { asMatcherResult, type Matcher } from './define-matcher.ts';

/**
 * Passes when a tensor has so many elements: the product of its sizes, 1 for a scalar.
 * @param received any live tensor
 * @param size a whole number from 0
 * @throws SubjectError for what is no live tensor; ArgumentError for a size that no tensor can have
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * expect(tf.zeros([2, 3])).toHaveSize(6);
 */
export const toHaveSize: Matcher<[size: number]> = (received, size) =>
  asMatcherResult(checkSize(requireTensor(received, 'toHaveSize'), size, 'toHaveSize'));

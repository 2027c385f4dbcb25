import { checkDtype } from '../src/checks/dtype.ts';
import type { DType, DTypeFamily } from '../src/tensor/dtypes.ts';
import { requireTensor } from '../src/tensor/subject.ts';
import { asMatcherResult, type Matcher } from './define-matcher.ts';

/**
 * Passes when a tensor has a dtype, or one of a family of dtypes.
 * @param received any live tensor
 * @param dtype e.g. 'float32', or a family: 'float', 'integer', 'number'
 * @throws SubjectError for what is no live tensor; ArgumentError for a name that is no dtype and no family
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const labels = tf.tensor1d([3, 1, 4], 'int32');
 * expect(labels).toHaveDtype('int32');
 * expect(labels).not.toHaveDtype('float');
 */
export const toHaveDtype: Matcher<[dtype: DType | DTypeFamily]> = (received, dtype) =>
  asMatcherResult(checkDtype(requireTensor(received, 'toHaveDtype'), dtype, 'toHaveDtype'));

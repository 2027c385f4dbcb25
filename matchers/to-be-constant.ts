import { checkConstant, type ConstantOptions } from '../src/checks/constant.ts';
import { requireTensor } from '../src/tensor/subject.ts';
import { asMatcherResult, type Matcher } from './define-matcher.ts';

/**
 * Passes when all elements are equal; with an axis, when those of each row along it are. Behind `.not` something must vary.
 * A tensor with NaN is refused both ways, unless `equalNaN` says how NaN counts.
 * @param received a live tensor of numbers; one without elements is refused, unless `allowEmpty`
 * @param options `axis`, `atol`, `equalNaN`, `allowEmpty`
 * @throws SubjectError for what is no live tensor of numbers, and for NaN; ArgumentError for an axis that is not there
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * expect(tf.zeros([10])).toBeConstant();
 * expect(tf.tensor2d([[0.2, 0.8], [0.9, 0.1]])).not.toBeConstant({ axis: 0 });
 */
export const toBeConstant: Matcher<[options?: ConstantOptions]> = (received, options) =>
  asMatcherResult(checkConstant(requireTensor(received, 'toBeConstant'), options, 'toBeConstant'));

import { checkDisjoint } from '../src/training/data/disjoint.ts';
import { asMatcherResult, type Matcher } from './define-matcher.ts';

/**
 * Passes when two sets of samples have none in common, bit for bit.
 * @param received a tensor of shape `batch ...`, several in a list or by name, or a batch, whose `xs` count
 * @param others the same, e.g. what a model is validated on
 * @throws SubjectError for what are no tensors; ArgumentError for samples of other shapes or dtypes
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const all = tf.randomNormal([10, 3]);
 * expect(all.slice([0], [8])).toBeDisjointFrom(all.slice([8], [2]));
 */
export const toBeDisjointFrom: Matcher<[others: unknown]> = (received, others) =>
  asMatcherResult(checkDisjoint(received, others, 'toBeDisjointFrom'));

import { checkRank } from '../src/checks/rank.ts';
import { requireTensor } from '../src/tensor/subject.ts';
import { asMatcherResult, type Matcher } from './define-matcher.ts';

/**
 * Passes when a tensor has so many axes.
 * @param received any live tensor
 * @param rank a whole number from 0; 0 is a scalar
 * @throws SubjectError for what is no live tensor; ArgumentError for a rank that no tensor can have
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * expect(tf.zeros([2, 3])).toHaveRank(2);
 */
export const toHaveRank: Matcher<[rank: number]> = (received, rank) =>
  asMatcherResult(checkRank(requireTensor(received, 'toHaveRank'), rank, 'toHaveRank'));

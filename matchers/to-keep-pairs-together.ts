import type { Batch } from '../src/subject/batch.ts';
import { checkPairs, type PairsOptions } from '../src/training/data/pairs.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when samples keep their labels on the way through a function, or into a data set, that shuffles, filters or batches them.
 * @param received takes a batch `{ xs, ys }` and gives one, or a promise of one; or a data set of `{ xs, ys }`
 * @param batch whose samples differ
 * @param options how far inputs may differ, how a data set is read, the seed of the shuffle
 * @throws SubjectError for what can't be used, and where nothing that comes out can be looked up
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const batch = { xs: tf.range(0, 8).reshape([8, 1]), ys: tf.range(0, 8).reshape([8, 1]) };
 * const reverse = ({ xs, ys }) => ({ xs: tf.reverse(xs, 0), ys: tf.reverse(ys, 0) });
 * await expect(reverse).toKeepPairsTogether(batch);
 */
export const toKeepPairsTogether: AsyncMatcher<[batch: Batch, options?: PairsOptions]> = async (
  received,
  batch,
  options,
) => asMatcherResult(await checkPairs(received, batch, options, 'toKeepPairsTogether'));

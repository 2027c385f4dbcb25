import { checkBatchSizeInvariance, type BatchSizeOptions } from '../src/training/learning/batch-size.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when a loss does not depend on the size of the batch: every sample given twice costs the same as once.
 * @param received a model; or a loss `(yTrue, yPred) => scalar`
 * @param data for a model, a batch `{ xs, ys }`; for a loss, `{ yTrue, yPred }`
 * @param options the loss of a model that isn't compiled, and how closely to look
 * @throws SubjectError for a subject or data that can't be used, ArgumentError for options that can't
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const yTrue = tf.tensor2d([[1, 0], [0, 1]]);
 * const yPred = tf.tensor2d([[0.9, 0.1], [0.2, 0.8]]);
 * const squares = (y: tf.Tensor, p: tf.Tensor) => tf.losses.meanSquaredError(y, p);
 * await expect(squares).toBeInvariantToBatchSize({ yTrue, yPred });
 */
export const toBeInvariantToBatchSize: AsyncMatcher<[data: unknown, options?: BatchSizeOptions]> = async (
  received,
  data,
  options,
) => asMatcherResult(await checkBatchSizeInvariance(received, data, options, 'toBeInvariantToBatchSize'));

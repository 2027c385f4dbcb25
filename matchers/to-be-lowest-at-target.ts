import {
  checkLowestAtTarget,
  type LowestAtTargetOptions,
} from '../src/training/learning/lowest-at-target.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when a loss falls as predictions come nearer to their targets, and what the model gives can bring it all the way down.
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
 * await expect(squares).toBeLowestAtTarget({ yTrue, yPred });
 */
export const toBeLowestAtTarget: AsyncMatcher<[data: unknown, options?: LowestAtTargetOptions]> = async (
  received,
  data,
  options,
) => asMatcherResult(await checkLowestAtTarget(received, data, options, 'toBeLowestAtTarget'));

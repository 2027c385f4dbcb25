import { checkStartLoss, type StartLossOptions } from '../src/training/learning/start-loss.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when an untrained model starts near the loss of a prediction that knows nothing: ln C for C classes, the variance of the target.
 * @param received a model; or a loss `(yTrue, yPred) => scalar`
 * @param data for a model, a batch `{ xs, ys }`; for a loss, `{ yTrue, yPred }`
 * @param options the loss of a model that isn't compiled, and how closely to look
 * @throws SubjectError for a subject or data that can't be used, ArgumentError for options that can't
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, activation: 'softmax', inputShape: [4] })] });
 * const ys = tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2], 'int32'), 3).toFloat();
 * const batch = { xs: tf.randomNormal([6, 4], 0, 0.1), ys };
 * await expect(model).toStartNearLoss(batch, { loss: 'categoricalCrossentropy' });
 */
export const toStartNearLoss: AsyncMatcher<[data: unknown, options?: StartLossOptions]> = async (
  received,
  data,
  options,
) => asMatcherResult(await checkStartLoss(received, data, options, 'toStartNearLoss'));

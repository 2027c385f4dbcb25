import { checkOverfitBatch, type OverfitOptions } from '../src/training/learning/overfit.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when a model can learn one batch by heart, down to the loss that the labels allow.
 * @param received a model
 * @param data a batch `{ xs, ys }`
 * @param options the loss of a model that isn't compiled, and how closely to look
 * @throws SubjectError for a subject or data that can't be used, ArgumentError for options that can't
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [8] })] });
 * const batch = { xs: tf.randomNormal([4, 8]), ys: tf.randomNormal([4, 1]) };
 * await expect(model).toOverfitBatch(batch, { loss: 'meanSquaredError' });
 */
export const toOverfitBatch: AsyncMatcher<[data: unknown, options?: OverfitOptions]> = async (
  received,
  data,
  options,
) => asMatcherResult(await checkOverfitBatch(received, data, options, 'toOverfitBatch'));

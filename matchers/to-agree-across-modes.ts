import { checkAcrossModes, type AcrossModesOptions } from '../src/training/behaviour/across-modes.ts';
import type { BehaviourData } from '../src/training/behaviour/scene.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when training and inference differ only where dropout, noise and batch norm say so.
 * @param received a layers model, a module, or a function of `xs` and `{ training }`
 * @param batch `{ xs, ys }`, or `{ xs }`
 * @param options a `seed`
 * @throws SubjectError for what has no modes; ArgumentError for options that can't be used
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const model = tf.sequential({ layers: [tf.layers.dropout({ rate: 0.5, inputShape: [4] }), tf.layers.dense({ units: 3 })] });
 * await expect(model).toAgreeAcrossModes({ xs: tf.randomNormal([8, 4]) });
 */
export const toAgreeAcrossModes: AsyncMatcher<[batch: BehaviourData, options?: AcrossModesOptions]> = async (
  received,
  batch,
  options,
) => asMatcherResult(await checkAcrossModes(received, batch, options, 'toAgreeAcrossModes'));

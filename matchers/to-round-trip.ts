import { checkRoundTrip, type RoundTripOptions } from '../src/training/behaviour/round-trip.ts';
import type { BehaviourData } from '../src/training/behaviour/scene.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when a model that is saved and loaded gives the same outputs bit for bit, and its layers know what they knew.
 * @param received a layers model, or a module
 * @param batch `{ xs, ys }`, or `{ xs }`
 * @param options of a module, `make`: what makes another one to load into
 * @throws SubjectError for what can't be saved at all; ArgumentError for options that can't be used
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [4] })] });
 * await expect(model).toRoundTrip({ xs: tf.randomNormal([2, 4]) });
 */
export const toRoundTrip: AsyncMatcher<[batch: BehaviourData, options?: RoundTripOptions]> = async (
  received,
  batch,
  options,
) => asMatcherResult(await checkRoundTrip(received, batch, options, 'toRoundTrip'));

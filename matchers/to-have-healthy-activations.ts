import {
  checkHealthyActivations,
  type HealthyActivationsOptions,
} from '../src/training/inside/activations/healthy-activations.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when no layer of a model is dead, saturated or constant over a batch.
 * @param received a model or module; a function of tensors
 * @param data a batch `{ xs, ys }`, or inputs alone; for a function its inputs in a list
 * @param options the seed of what is drawn
 * @throws SubjectError for a subject or data that can't be used, ArgumentError for options that can't
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const layers = [tf.layers.dense({ units: 8, inputShape: [4], activation: 'relu' }), tf.layers.dense({ units: 1 })];
 * await expect(tf.sequential({ layers })).toHaveHealthyActivations(tf.randomNormal([16, 4]));
 */
export const toHaveHealthyActivations: AsyncMatcher<
  [data?: unknown, options?: HealthyActivationsOptions]
> = async (received, data, options) =>
  asMatcherResult(await checkHealthyActivations(received, data, options, 'toHaveHealthyActivations'));

import type { Trained } from '../src/training/steps/step-weights.ts';
import { checkUpdates, type UpdateOptions } from '../src/training/steps/updates.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when a training step moves every variable that it should, moving averages included.
 * @param received a training step; may be asynchronous
 * @param trained a model, a module, or variables
 * @param options how many steps, and which weights need not move
 * @throws SubjectError for what is no step or no variables; ArgumentError for options that can't be used
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const weight = tf.variable(tf.ones([3]));
 * const optimizer = tf.train.adam(0.01);
 * await expect(() => optimizer.minimize(() => weight.square().sum())).toUpdateVariables([weight]);
 */
export const toUpdateVariables: AsyncMatcher<[trained: Trained, options?: UpdateOptions]> = async (
  received,
  trained,
  options,
) =>
  // checkUpdates refuses whatever is no function.
  asMatcherResult(await checkUpdates(received as () => unknown, trained, options, 'toUpdateVariables'));

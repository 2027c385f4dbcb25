import { checkFrozen, type FrozenOptions } from '../src/training/steps/frozen.ts';
import type { Trained } from '../src/training/steps/step-weights.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when training steps leave variables as they are, bit for bit, moving averages included.
 * @param received a training step; may be asynchronous
 * @param frozen a model, a module, layers or variables
 * @param options how many steps
 * @throws SubjectError for what is no step or no variables; ArgumentError for options that can't be used
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const [backbone, head] = [tf.variable(tf.ones([3])), tf.variable(tf.ones([3]))];
 * const optimizer = tf.train.sgd(0.1);
 * const loss = () => backbone.mul(head).sum();
 * await expect(() => optimizer.minimize(loss, false, [head])).toKeepFrozen([backbone]);
 */
export const toKeepFrozen: AsyncMatcher<[frozen: Trained, options?: FrozenOptions]> = async (
  received,
  frozen,
  options,
) =>
  // checkFrozen refuses whatever is no function.
  asMatcherResult(await checkFrozen(received as () => unknown, frozen, options, 'toKeepFrozen'));

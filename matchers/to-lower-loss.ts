import { checkLowerLoss, type LowerLossOptions } from '../src/training/steps/lower-loss.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when training steps lower the loss that they differentiate, on the data of the first of them.
 * @param received a training step; may be asynchronous
 * @param options how many steps
 * @throws SubjectError for what is no step or takes no gradient; ArgumentError for options that can't be used
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const weight = tf.variable(tf.ones([3]));
 * const optimizer = tf.train.sgd(0.1);
 * await expect(() => optimizer.minimize(() => weight.square().sum())).toLowerLoss();
 */
export const toLowerLoss: AsyncMatcher<[options?: LowerLossOptions]> = async (received, options) =>
  // checkLowerLoss refuses whatever is no function.
  asMatcherResult(await checkLowerLoss(received as () => unknown, options, 'toLowerLoss'));

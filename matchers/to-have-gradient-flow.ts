import { checkGradientFlow, type GradientFlowOptions } from '../src/gradients/flow/gradient-flow.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when a gradient reaches every trainable weight; otherwise the failure names the operation that is to blame, and where it is.
 * @param received a model; or a loss `() => scalar`
 * @param data for a model, a batch `{ xs, ys }`; for a loss, the variables that it is to move, or a model or module that holds them
 * @param options the loss of a model that isn't compiled, and weights that are meant to get no gradient
 * @throws SubjectError for a subject or a batch that can't be used, ArgumentError for options that can't
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const w = tf.variable(tf.randomNormal([3]));
 * await expect(() => tf.tanh(w).sum()).toHaveGradientFlow([w]);
 */
export const toHaveGradientFlow: AsyncMatcher<[data?: unknown, options?: GradientFlowOptions]> = async (
  received,
  data,
  options,
) => asMatcherResult(await checkGradientFlow(received, data, options, 'toHaveGradientFlow'));

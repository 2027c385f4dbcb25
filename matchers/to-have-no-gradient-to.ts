import { checkNoGradientTo, type NoGradientToOptions } from '../src/gradients/flow/no-gradient-to.ts';
import type { WeightSelection } from '../src/subject/weight-selection.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when no gradient reaches some weights: a stop that is meant, as before a target network.
 * @param received a model; or a loss `() => scalar`
 * @param variables names, parts of their paths, patterns, variables, layers, modules
 * @param data for a model, a batch `{ xs, ys }`
 * @param options the loss of a model that isn't compiled
 * @throws SubjectError for a subject or a batch that can't be used, ArgumentError for a selection that names no weight
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const [online, target] = [tf.variable(tf.ones([3])), tf.variable(tf.ones([3]))];
 * await expect(() => online.sub(target.dataSync()).square().mean()).toHaveNoGradientTo([target]);
 */
export const toHaveNoGradientTo: AsyncMatcher<
  [variables: WeightSelection, data?: unknown, options?: NoGradientToOptions]
> = async (received, variables, data, options) =>
  asMatcherResult(await checkNoGradientTo(received, variables, data, options, 'toHaveNoGradientTo'));

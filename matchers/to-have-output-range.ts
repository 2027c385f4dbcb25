import { checkOutputRange, type OutputRangeOptions } from '../src/training/behaviour/output-range.ts';
import type { BehaviourData } from '../src/training/behaviour/scene.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when the values of each output are what its loss takes and its targets need.
 * @param received a layers model, a module, a graph model, or a function of `xs`
 * @param batch `{ xs, ys }`; with `range` or `sums`, inputs are enough
 * @param options the `loss`; or what to hold the outputs against: a `range`, or what the last axis `sums` to
 * @throws SubjectError for what can't be used; ArgumentError for options that can't
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, activation: 'softmax', inputShape: [4] })] });
 * const batch = { xs: tf.randomNormal([6, 4]), ys: tf.oneHot([0, 1, 2, 0, 1, 2], 3, 1, 0, 'float32') };
 * await expect(model).toHaveOutputRange(batch, { loss: 'categoricalCrossentropy' });
 */
export const toHaveOutputRange: AsyncMatcher<[batch: BehaviourData, options?: OutputRangeOptions]> = async (
  received,
  batch,
  options,
) => asMatcherResult(await checkOutputRange(received, batch, options, 'toHaveOutputRange'));

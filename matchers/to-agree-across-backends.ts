import {
  checkAcrossBackends,
  type AcrossBackendsOptions,
} from '../src/training/behaviour/across-backends.ts';
import type { BehaviourData } from '../src/training/behaviour/scene.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when every backend that can run it gives the same, up to rounding.
 * @param received a layers model, a module, a graph model, or a function of tensors
 * @param batch `{ xs, ys }`, or `{ xs }`; for a function of tensors, its inputs in a list
 * @param options `backends` to compare, `rtol`, `atol`, and a `seed`
 * @throws BackendError where fewer than two backends can run it; SubjectError and ArgumentError for what can't be used
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [4] })] });
 * await expect(model).toAgreeAcrossBackends({ xs: tf.randomNormal([8, 4]) });
 */
export const toAgreeAcrossBackends: AsyncMatcher<
  [batch: BehaviourData, options?: AcrossBackendsOptions]
> = async (received, batch, options) =>
  asMatcherResult(await checkAcrossBackends(received, batch, options, 'toAgreeAcrossBackends'));

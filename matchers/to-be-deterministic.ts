import type { BehaviourData } from '../src/training/behaviour/scene.ts';
import { checkDeterminism, type DeterminismOptions } from '../src/training/behaviour/deterministic.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when inference gives the same, bit for bit, on the same input, and what training draws at random is drawn anew each time.
 * @param received a layers model, a module, a graph model, or a function of `xs`, or of `xs` and `{ training }`
 * @param batch `{ xs, ys }`, or `{ xs }`; for a function of tensors, its inputs in a list
 * @param options `modes` looks at one of the two only; a `seed`
 * @throws SubjectError for what can't be used; ArgumentError for options that can't
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const model = tf.sequential({ layers: [tf.layers.dropout({ rate: 0.5, inputShape: [4] })] });
 * await expect(model).toBeDeterministic({ xs: tf.randomNormal([8, 4]) });
 */
export const toBeDeterministic: AsyncMatcher<[batch: BehaviourData, options?: DeterminismOptions]> = async (
  received,
  batch,
  options,
) => asMatcherResult(await checkDeterminism(received, batch, options, 'toBeDeterministic'));

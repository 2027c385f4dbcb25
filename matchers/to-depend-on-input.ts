import type { BehaviourData } from '../src/training/behaviour/scene.ts';
import {
  checkDependsOnInput,
  type DependsOnInputOptions,
} from '../src/training/behaviour/depends-on-input.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when what is predicted changes with each input, and each output with some input.
 * @param received a layers model, a module, a graph model, or a function of `xs`, or of `xs` and `{ training }`
 * @param batch `{ xs, ys }`, or `{ xs }`; for a function of tensors, its inputs in a list
 * @param options a `seed`
 * @throws SubjectError for what can't be used; ArgumentError for options that can't
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, activation: 'softmax', inputShape: [4] })] });
 * await expect(model).toDependOnInput({ xs: tf.randomNormal([8, 4]) });
 */
export const toDependOnInput: AsyncMatcher<[batch: BehaviourData, options?: DependsOnInputOptions]> = async (
  received,
  batch,
  options,
) => asMatcherResult(await checkDependsOnInput(received, batch, options, 'toDependOnInput'));

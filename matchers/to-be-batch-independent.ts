import type { BehaviourData } from '../src/training/behaviour/scene.ts';
import {
  checkBatchIndependence,
  type BatchIndependenceOptions,
} from '../src/training/behaviour/batch-independent.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when each row of an output depends on the same row of the input only.
 * @param received a layers model, a module, a graph model, or a function of `xs`, or of `xs` and `{ training }`
 * @param batch `{ xs, ys }`, or `{ xs }`; for a function of tensors, its inputs in a list
 * @param options `training` looks at training too, where batch norm mixes samples on purpose; a `seed`
 * @throws SubjectError for what can't be used; ArgumentError for options that can't
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * await expect((xs: tf.Tensor) => xs.softmax(-1)).toBeBatchIndependent({ xs: tf.randomNormal([4, 3]) });
 */
export const toBeBatchIndependent: AsyncMatcher<
  [batch: BehaviourData, options?: BatchIndependenceOptions]
> = async (received, batch, options) =>
  asMatcherResult(await checkBatchIndependence(received, batch, options, 'toBeBatchIndependent'));

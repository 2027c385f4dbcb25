import {
  checkBroadcastOnPurpose,
  type BroadcastOnPurposeOptions,
} from '../src/training/inside/broadcast/broadcast-on-purpose.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when no two tensors of different shapes meet by mistake, in a model or its loss: `[n]` minus `[n, 1]`, or a residual sum of one
 * channel and eight. Biases, scalars, masks, gates and statistics may be broadcast.
 * @param received a model or module; a function of tensors; a loss
 * @param data a batch `{ xs, ys }`; for a function its inputs in a list; for a loss `{ yTrue, yPred }`
 * @param options the loss of a model that isn't compiled
 * @throws SubjectError for a subject or data that can't be used, ArgumentError for options that can't
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const normalise = (x: tf.Tensor) => x.sub(x.mean(-1, true));
 * await expect(normalise).toBroadcastOnPurpose([tf.ones([4, 3])]);
 */
export const toBroadcastOnPurpose: AsyncMatcher<
  [data?: unknown, options?: BroadcastOnPurposeOptions]
> = async (received, data, options) =>
  asMatcherResult(await checkBroadcastOnPurpose(received, data, options, 'toBroadcastOnPurpose'));

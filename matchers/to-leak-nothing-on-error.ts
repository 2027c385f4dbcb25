import { checkLeaksOnError, type LeaksOnErrorOptions } from '../src/error-paths/leaks-on-error.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when a function frees what it made when it throws. What TensorFlow.js itself leaves behind is not counted against it.
 * @param received a function, which may be asynchronous, that throws for each of the inputs
 * @param inputs what it is called with, one after the other
 * @param options the seed of what TensorFlow.js draws
 * @throws SubjectError for what is no function, and for an input that it takes without an error; ArgumentError for no inputs
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const normalise = (x: tf.Tensor): tf.Tensor =>
 *   tf.tidy(() => {
 *     const centred = x.sub(x.mean());
 *     if (x.rank !== 2) throw new Error(`x must have rank 2, got ${x.rank}`);
 *     return centred;
 *   });
 * await expect(normalise).toLeakNothingOnError([tf.ones([3])]);
 */
export const toLeakNothingOnError: AsyncMatcher<
  [inputs: readonly unknown[], options?: LeaksOnErrorOptions]
> = async (received, inputs, options) =>
  asMatcherResult(await checkLeaksOnError(received, inputs, options, 'toLeakNothingOnError'));

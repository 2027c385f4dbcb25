import { checkLeaks, type LeakOptions } from '../src/memory/leaks.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when a step that is run again and again does not hold on to more and more tensors.
 * @param received a training step, a prediction, anything that is done repeatedly; may be asynchronous
 * @param options how often it runs
 * @throws SubjectError for what is no function; ArgumentError for options that can't be used
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const images = tf.ones([4, 8]);
 * await expect(() => tf.tidy(() => images.square().mean())).toLeakNoTensors();
 */
export const toLeakNoTensors: AsyncMatcher<[options?: LeakOptions]> = async (received, options) =>
  // checkLeaks refuses whatever is no function.
  asMatcherResult(await checkLeaks(received as () => unknown, options, 'toLeakNoTensors'));

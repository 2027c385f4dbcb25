import { checkSurvivesFaults, type FaultOptions } from '../src/error-paths/survives-faults.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when a function stands it that kernels, allocations and file operations fail: the error comes out, nothing leaks, files are old or
 * new, and the next call works. What TensorFlow.js itself leaves behind is not counted against it.
 * @param received a function, which may be asynchronous: a step of training, a pipeline of data, one that saves or loads
 * @param inputs what it is called with, one after the other; by default nothing
 * @param options what is made to fail, and whether the function claims to be `atomic`
 * @throws SubjectError for what is no function, for one that throws without a fault, and where there is nothing to make fail;
 * ArgumentError for inputs or options that can't be used
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const standardise = (x: tf.Tensor): tf.Tensor =>
 *   tf.tidy(() => {
 *     const { mean, variance } = tf.moments(x, 0);
 *     return x.sub(mean).div(variance.sqrt().add(1e-6));
 *   });
 * await expect(standardise).toSurviveFaults([tf.ones([4, 3])], { kernels: true, memory: true });
 */
export const toSurviveFaults: AsyncMatcher<[inputs?: readonly unknown[], options?: FaultOptions]> = async (
  received,
  inputs,
  options,
) => asMatcherResult(await checkSurvivesFaults(received, inputs, options, 'toSurviveFaults'));

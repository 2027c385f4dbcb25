import type { Tensor } from '@tensorflow/tfjs-core';
import { checkGradients, type GradcheckOptions } from '../src/gradients/gradcheck.ts';
import { asMatcherResult, type Matcher } from './define-matcher.ts';

/**
 * Passes when the gradient of a function agrees with finite differences.
 * @param received takes as many tensors as there are inputs, gives a float32 tensor of any shape, or several
 * @param inputs the point at which to check; int32 and bool inputs are held fixed
 * @param options how closely to look, and at which inputs
 * @throws SubjectError for what is no function of tensors; ArgumentError for inputs and options that can't be used
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * expect((x) => tf.softmax(x)).toPassGradcheck([tf.randomNormal([4, 10])]);
 */
export const toPassGradcheck: Matcher<[inputs: readonly Tensor[], options?: GradcheckOptions]> = (
  received,
  inputs,
  options,
) =>
  // checkGradients refuses whatever is no function.
  asMatcherResult(
    checkGradients(received as (...tensors: Tensor[]) => Tensor, inputs, options, 'toPassGradcheck'),
  );

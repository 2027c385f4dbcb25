import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import { checkGradients, type GradcheckOptions } from '../src/gradients/gradcheck.ts';
import { checkLossGradients } from '../src/gradients/loss-gradcheck.ts';
import { checkModelGradients, type ModelGradcheckOptions } from '../src/gradients/model-gradcheck.ts';
import { isTensor } from '../src/tensor/subject.ts';
import type { Batch } from '../src/subject/batch.ts';
import { isVariable } from '../src/subject/weight-selection.ts';
import { asMatcherResult, type EitherMatcher, type MatcherResult } from './define-matcher.ts';

/**
 * Passes when a gradient agrees with finite differences: that of a function by its inputs, or that of a model's loss by all its trainable
 * weights. For a model it returns a promise.
 * @param received takes as many tensors as there are inputs, gives a float32 tensor of any shape, or several; a loss `() => scalar`; or a
 *   model
 * @param inputs the point at which to check, where int32 and bool inputs are held fixed; for a loss without arguments, the variables that
 *   it reads; for a model, a batch `{ xs, ys }`
 * @param options how closely to look, and at which inputs; for a model that isn't compiled, its loss
 * @throws SubjectError for what is neither; ArgumentError for inputs and options that can't be used
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * expect((x) => tf.softmax(x)).toPassGradcheck([tf.randomNormal([4, 10])]);
 */
export const toPassGradcheck: EitherMatcher<
  [inputs: readonly Tensor[], options?: GradcheckOptions],
  [batch: Batch, options?: ModelGradcheckOptions]
> = (received, ...[inputs, options]) => {
  const isModel = typeof received === 'object' && received !== null && !isTensor(received);
  // The types say which options go with which inputs; the checks look at both.
  if (isModel && !Array.isArray(inputs))
    return ofModel(received, inputs as Batch, options as ModelGradcheckOptions);
  if (typeof received === 'function' && received.length === 0 && isVariables(inputs)) {
    // It takes no arguments, so these are what it reads.
    return asMatcherResult(checkLossGradients(received as () => Scalar, inputs, options, 'toPassGradcheck'));
  }
  // checkGradients refuses whatever is no function, and inputs and options that don't belong to one.
  return asMatcherResult(
    checkGradients(
      received as (...tensors: Tensor[]) => Tensor,
      inputs as readonly Tensor[],
      options as GradcheckOptions,
      'toPassGradcheck',
    ),
  );
};

function isVariables(inputs: unknown): inputs is readonly Variable[] {
  return Array.isArray(inputs) && inputs.length > 0 && inputs.every(isVariable);
}

async function ofModel(
  received: unknown,
  batch: Batch,
  options: ModelGradcheckOptions | undefined,
): Promise<MatcherResult> {
  return asMatcherResult(await checkModelGradients(received, batch, options, 'toPassGradcheck'));
}

import { checkMonotone, type MonotoneOptions } from '../src/laws/monotone.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when larger inputs give larger results, or smaller ones with `{ direction: 'decreasing' }`, whatever goes in; equal ones do both.
 * @param received a function of tensors, a layers model, a module or a graph model
 * @param options `inputs` (a model says itself what it takes), `direction`, `input` where only one counts, tolerances, how many and which are tried
 * @throws MissingPackageError where fast-check is not installed; SubjectError, where received throws too; ShapeSpecError and ArgumentError
 *   for what can't be used
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * await expect((x: tf.Tensor) => tf.tanh(x)).toBeMonotone({ inputs: 'n' });
 */
export const toBeMonotone: AsyncMatcher<[options?: MonotoneOptions]> = async (received, options) =>
  asMatcherResult(await checkMonotone(received, options, 'toBeMonotone'));

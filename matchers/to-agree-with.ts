import { checkAgreement, type AgreementOptions } from '../src/laws/agreement.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when two implementations give the same, whatever goes in: an old and a new one, a fast and a slow one, one backend and another.
 * @param received a function of tensors, a layers model, a module or a graph model
 * @param reference another, which may give plain numbers in nested arrays; or `{ backend: 'cpu' }`: received itself, there
 * @param options `inputs` (a model says itself what it takes), tolerances, how many and which are tried
 * @throws MissingPackageError where fast-check is not installed; SubjectError, ShapeSpecError and ArgumentError for what can't be used, and
 *   where both throw at everything; BackendError for a backend that is not there
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const slow = async (x: tf.Tensor1D) => (await x.array()).map((each) => Math.max(each, 0));
 * await expect((x: tf.Tensor) => tf.relu(x)).toAgreeWith(slow, { inputs: 'n' });
 * await expect((x: tf.Tensor) => tf.softmax(x)).toAgreeWith({ backend: 'cpu' }, { inputs: 'b n' });
 */
export const toAgreeWith: AsyncMatcher<[reference: unknown, options?: AgreementOptions]> = async (
  received,
  reference,
  options,
) => asMatcherResult(await checkAgreement(received, reference, options, 'toAgreeWith'));

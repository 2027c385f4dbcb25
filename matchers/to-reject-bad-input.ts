import { checkRejectsBadInput, type RejectBadInputOptions } from '../src/error-paths/rejects-bad-input.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when a function refuses everything that is almost right, with an error that helps: before anything has changed, naming the
 * argument or what is wrong with it, and leaving nothing behind. Needs fast-check.
 * @param received a function of tensors, which may be asynchronous
 * @param signature a spec of its only input, or a signature
 * @param options `allow`: kinds of bad input that it may take; and what the right inputs look like
 * @throws SubjectError for what is no function, and for one that refuses right inputs, too; ShapeSpecError and ArgumentError for a signature
 * or options that can't be used; MissingPackageError where fast-check is not installed
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import { checked } from 'tensorproof';
 * import 'tensorproof/vitest';
 *
 * const scores = checked('query: b t d, key: b s d -> b t s', (query: tf.Tensor3D, key: tf.Tensor3D) =>
 *   tf.matMul(query, key, false, true),
 * );
 * await expect(scores).toRejectBadInput('query: b t d, key: b s d -> b t s', {
 *   allow: ['NaN', 'Infinity', 'out of range', 'wrong dtype', 'empty'],
 * });
 */
export const toRejectBadInput: AsyncMatcher<[signature: string, options?: RejectBadInputOptions]> = async (
  received,
  signature,
  options,
) => asMatcherResult(await checkRejectsBadInput(received, signature, options, 'toRejectBadInput'));

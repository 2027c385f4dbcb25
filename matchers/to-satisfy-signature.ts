import { checkSignature, type SignatureOptions } from '../src/laws/signature.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when results have the shapes that a signature says, for inputs of many sizes: a batch size that is written into a function shows. A
 * name on the right only, such as `classes`, must be the same for all inputs; a size that the data decide is written `_kept`.
 * @param received a function of tensors, a layers model, a module or a graph model
 * @param signature e.g. `'b h w 3 -> b classes'`, or with names: `'image: b h w 3 -> boxes: b n 4, scores: b n'`
 * @param options `bindings` for sizes that are known, what the inputs hold, how many and which are tried
 * @throws MissingPackageError where fast-check is not installed; SubjectError, ShapeSpecError and ArgumentError for what can't be used
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * await expect((x: tf.Tensor) => tf.mean(x, [1, 2])).toSatisfySignature('b h w 3 -> b 3');
 * await expect((x: tf.Tensor) => tf.reshape(x, [32, -1])).not.toSatisfySignature('b h w -> b h*w');
 */
export const toSatisfySignature: AsyncMatcher<[signature: string, options?: SignatureOptions]> = async (
  received,
  signature,
  options,
) => asMatcherResult(await checkSignature(received, signature, options, 'toSatisfySignature'));

import { checkInverse, type InverseOptions } from '../src/laws/inverse.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when received undoes another function, whatever goes into that: `decode(encode(x))` is `x`.
 * @param received what undoes it: a function, a model or a module that takes what `other` gives
 * @param other what is undone
 * @param options `inputs` of `other`, tolerances, how many and which are tried
 * @throws MissingPackageError where fast-check is not installed; SubjectError, where one of them throws too; ShapeSpecError and ArgumentError
 *   for what can't be used
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const normalize = (x: tf.Tensor) => tf.tidy(() => tf.div(tf.sub(x, 127.5), 127.5));
 * const denormalize = (y: tf.Tensor) => tf.tidy(() => tf.add(tf.mul(y, 127.5), 127.5));
 * await expect(denormalize).toInvert(normalize, { inputs: 'b h w 3', elements: { min: 0, max: 255 } });
 */
export const toInvert: AsyncMatcher<[other: unknown, options?: InverseOptions]> = async (
  received,
  other,
  options,
) => asMatcherResult(await checkInverse(received, other, options, 'toInvert'));

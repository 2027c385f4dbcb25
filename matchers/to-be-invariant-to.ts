import { checkInvariant, type InvariantOptions } from '../src/laws/invariant.ts';
import type { SymmetryGiven } from '../src/laws/symmetries.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when a transformation of the input leaves the result as it is, whatever goes in: `f(flipped(x))` is `f(x)`.
 * @param received a function of tensors, a layers model, a module or a graph model
 * @param symmetry `'batch permutation'`, `'permutation'`, `'horizontal flip'`, `'vertical flip'`, `'shift'`, `'scaling'`, `'offset'`, `'sign'`; or
 *   one's own: `(x) => …`
 * @param options `inputs` (a model says itself what it takes), `axis`, tolerances, how many and which are tried
 * @throws MissingPackageError where fast-check is not installed; SubjectError, where received throws too; ShapeSpecError and ArgumentError
 *   for what can't be used
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * await expect((x: tf.Tensor) => tf.softmax(x)).toBeInvariantTo('offset', { inputs: 'b classes' });
 * await expect(tf.losses.meanSquaredError).toBeInvariantTo('batch permutation', { inputs: 'b n, b n' });
 */
export const toBeInvariantTo: AsyncMatcher<[symmetry: SymmetryGiven, options?: InvariantOptions]> = async (
  received,
  symmetry,
  options,
) => asMatcherResult(await checkInvariant(received, symmetry, options, 'toBeInvariantTo'));

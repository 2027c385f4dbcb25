import { checkEquivariant, type EquivariantOptions } from '../src/laws/equivariant.ts';
import type { SymmetryGiven } from '../src/laws/symmetries.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when a transformation of the input transforms the result alike, whatever goes in: `f(flipped(x))` is `flipped(f(x))`.
 * @param received a function of tensors, a layers model, a module or a graph model
 * @param symmetry `'batch permutation'`, `'permutation'`, `'horizontal flip'`, `'vertical flip'`, `'shift'`, `'scaling'`, `'offset'`, `'sign'`; or
 *   one's own: `{ in: (x) => …, out: (y) => … }`
 * @param options `inputs` (a model says itself what it takes), `border` of a shift, `axis`, tolerances, how many and which are tried
 * @throws MissingPackageError where fast-check is not installed; SubjectError, where received throws too; ShapeSpecError and ArgumentError
 *   for what can't be used
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const blur = (x: tf.Tensor4D) => tf.avgPool(x, 3, 1, 'same');
 * await expect(blur).toBeEquivariantTo('horizontal flip', { inputs: 'b h w 3' });
 * await expect(blur).toBeEquivariantTo('shift', { inputs: 'b h w 3', border: 1 });
 * await expect((x: tf.Tensor) => tf.cumsum(x, 0)).not.toBeEquivariantTo('batch permutation', { inputs: 'b n' });
 */
export const toBeEquivariantTo: AsyncMatcher<
  [symmetry: SymmetryGiven, options?: EquivariantOptions]
> = async (received, symmetry, options) =>
  asMatcherResult(await checkEquivariant(received, symmetry, options, 'toBeEquivariantTo'));

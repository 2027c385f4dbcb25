import { checkIdempotent } from '../src/laws/idempotent.ts';
import type { LawOptions } from '../src/laws/options.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when doing it again changes nothing, whatever goes in: `f(f(x))` is `f(x)`.
 * @param received a function of tensors, a layers model, a module or a graph model, which gives what it takes
 * @param options `inputs` (a model says itself what it takes), tolerances, how many and which are tried
 * @throws MissingPackageError where fast-check is not installed; SubjectError, where received throws too; ShapeSpecError and ArgumentError
 *   for what can't be used
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * await expect((x: tf.Tensor) => tf.clipByValue(x, 0, 1)).toBeIdempotent({ inputs: 'n' });
 */
export const toBeIdempotent: AsyncMatcher<[options?: LawOptions]> = async (received, options) =>
  asMatcherResult(await checkIdempotent(received, options, 'toBeIdempotent'));

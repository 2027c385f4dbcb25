import { checkLinear, type LinearOptions } from '../src/laws/linear.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when `f(a·x + b·y)` is `a·f(x) + b·f(y)`, whatever goes in.
 * @param received a function of tensors, a layers model, a module or a graph model
 * @param options `inputs` (a model says itself what it takes), `affine` where a bias is meant, `input` where only one counts, tolerances, how
 *   many and which are tried
 * @throws MissingPackageError where fast-check is not installed; SubjectError, where received throws too; ShapeSpecError and ArgumentError
 *   for what can't be used
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const project = tf.sequential({ layers: [tf.layers.dense({ units: 2, useBias: false, inputShape: [3] })] });
 * await expect(project).toBeLinear();
 * await expect((x: tf.Tensor) => tf.relu(x)).not.toBeLinear({ inputs: 'n' });
 */
export const toBeLinear: AsyncMatcher<[options?: LinearOptions]> = async (received, options) =>
  asMatcherResult(await checkLinear(received, options, 'toBeLinear'));

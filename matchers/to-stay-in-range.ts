import { checkStaysInRange, type StaysInRangeOptions } from '../src/laws/in-range.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when results lie between two bounds, whatever goes in. NaN lies in no range.
 * @param received a function of tensors, a layers model, a module or a graph model
 * @param low the least, -Infinity for none
 * @param high the greatest, Infinity for none
 * @param options `inputs` (a model says itself what it takes), `elements` (`'any'` for NaN and infinities), `exclusive` bounds, how many and which
 *   are tried
 * @throws MissingPackageError where fast-check is not installed; SubjectError, where received throws too; ShapeSpecError and ArgumentError
 *   for what can't be used
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * await expect((x: tf.Tensor) => tf.softmax(x)).toStayInRange(0, 1, { inputs: 'b n', elements: 'finite' });
 */
export const toStayInRange: AsyncMatcher<[low: number, high: number, options?: StaysInRangeOptions]> = async (
  received,
  low,
  high,
  options,
) => asMatcherResult(await checkStaysInRange(received, low, high, options, 'toStayInRange'));

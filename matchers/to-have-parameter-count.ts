import {
  checkParameterCount,
  type ParameterCountOptions,
} from '../src/training/inside/shapes/parameter-count.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when a model has exactly so many parameters; otherwise the failure lists them by layer.
 * @param received a layers model or a module that is built
 * @param count a whole number
 * @param options `{ trainable: true }` for those that training moves, `false` for the others
 * @throws SubjectError for what has no weights; ArgumentError for a count that is none
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 10, inputShape: [4] })] });
 * await expect(model).toHaveParameterCount(50);
 */
export const toHaveParameterCount: AsyncMatcher<[count: number, options?: ParameterCountOptions]> = async (
  received,
  count,
  options,
) => asMatcherResult(await checkParameterCount(received, count, options, 'toHaveParameterCount'));

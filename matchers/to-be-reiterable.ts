import { checkReiterable, type ReiterableOptions } from '../src/training/data/reiterable.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when a second epoch of a data set gives the same elements as the first, in any order.
 * @param received a `tf.data.Dataset`; anything that can be iterated again; or a function that gives an iterator
 * @param options how many elements are read
 * @throws SubjectError for what can't be read; ArgumentError for options that can't be used
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * await expect(tf.data.array([1, 2, 3])).toBeReiterable();
 */
export const toBeReiterable: AsyncMatcher<[options?: ReiterableOptions]> = async (received, options) =>
  asMatcherResult(await checkReiterable(received, options, 'toBeReiterable'));

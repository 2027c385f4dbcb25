import { checkLeakCount } from '../src/memory/leak-count.ts';
import type { LeakOptions } from '../src/memory/leaks.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when a step holds on to a number of tensors each time it runs, no more and no fewer: where it is meant to.
 * @param received anything that is done repeatedly; may be asynchronous
 * @param count how many tensors each run keeps
 * @param options how often it runs
 * @throws SubjectError for what is no function; ArgumentError for a count or options that can't be used
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const cache: tf.Tensor[] = [];
 * await expect(() => void cache.push(tf.scalar(1))).toLeakTensors(1);
 */
export const toLeakTensors: AsyncMatcher<[count: number, options?: LeakOptions]> = async (
  received,
  count,
  options,
) =>
  // checkLeakCount refuses whatever is no function.
  asMatcherResult(await checkLeakCount(received as () => unknown, count, options, 'toLeakTensors'));

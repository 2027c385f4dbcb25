import { checkBroadcast } from '../src/checks/broadcast.ts';
import type { HasShape } from '../src/checks/has-shape.ts';
import { requireTensor } from '../src/tensor/subject.ts';
import { asMatcherResult, type Matcher } from './define-matcher.ts';

/**
 * Passes when two shapes broadcast by NumPy's rules: aligned at the last axis, sizes equal or one of them 1.
 * @param received any live tensor
 * @param other another tensor, or a bare shape such as `[1, 3]`
 * @throws SubjectError for what is no live tensor, and for an `other` without a shape
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const bias = tf.zeros([10]);
 * expect(bias).toBroadcastWith(tf.zeros([32, 10]));
 * expect(bias).not.toBroadcastWith([10, 32]);
 * @see https://numpy.org/doc/stable/user/basics.broadcasting.html
 */
export const toBroadcastWith: Matcher<[other: HasShape | readonly number[]]> = (received, other) =>
  asMatcherResult(checkBroadcast(requireTensor(received, 'toBroadcastWith'), other, 'toBroadcastWith'));

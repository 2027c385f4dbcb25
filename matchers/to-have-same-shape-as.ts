import type { HasShape } from '../src/checks/has-shape.ts';
import { checkSameShape } from '../src/checks/same-shape.ts';
import { requireTensor } from '../src/tensor/subject.ts';
import { asMatcherResult, type Matcher } from './define-matcher.ts';

/**
 * Passes when a tensor has the shape of another one, axis by axis; nothing broadcasts.
 * @param received any live tensor
 * @param expected another tensor, or a bare shape such as `[2, 3]`
 * @throws SubjectError for what is no live tensor, and for an `expected` without a shape
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const images = tf.zeros([8, 32, 32, 3]);
 * expect(tf.relu(images)).toHaveSameShapeAs(images);
 */
export const toHaveSameShapeAs: Matcher<[expected: HasShape | readonly number[]]> = (received, expected) =>
  asMatcherResult(
    checkSameShape(requireTensor(received, 'toHaveSameShapeAs'), expected, 'toHaveSameShapeAs'),
  );

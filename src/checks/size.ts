import { describeWithDtype, requireShape } from './has-shape.ts';
import { requireCount } from './require-count.ts';
import type { CheckResult } from './check-result.ts';
import type { HasShape } from './has-shape.ts';

/** What `checkSize` found. */
export interface SizeDetails {
  readonly tensor: string;
  readonly shape: readonly number[];
  readonly size: number;
  readonly expected: number;
}

/**
 * Checks how many elements a tensor has: the product of its sizes, 1 for a scalar.
 * @param tensor any tensor, or anything with a `shape`
 * @param size a whole number from 0
 * @param where who asks, for the text of errors
 * @throws SubjectError when `tensor` has no shape; ArgumentError when `size` is not a whole number from 0
 * @example checkSize(tf.zeros([2, 3]), 6).pass // true
 */
export function checkSize(tensor: HasShape, size: number, where = 'checkSize'): CheckResult<SizeDetails> {
  const shape = requireShape(tensor, where, 'tensor');
  const expected = requireCount(size, where, 'size');
  const actual = shape.reduce((product, each) => product * each, 1);
  const pass = actual === expected;
  const described = describeWithDtype(tensor, shape);
  const elements = `${actual} ${actual === 1 ? 'element' : 'elements'}`;
  return {
    pass,
    details: { tensor: described, shape, size: actual, expected },
    message: () => {
      const product = shape.length > 1 ? `: ${shape.join(' × ')} = ${actual}` : '';
      return pass
        ? `the tensor has ${elements}, which it should not\n  ${described}${product}`
        : `the tensor has ${elements}, expected ${expected}\n  ${described}${product}`;
    },
  };
}

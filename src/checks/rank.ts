import { describeWithDtype, requireShape } from './has-shape.ts';
import { requireCount } from './require-count.ts';
import type { CheckResult } from './check-result.ts';
import type { HasShape } from './has-shape.ts';

/** What `checkRank` found. */
export interface RankDetails {
  readonly tensor: string;
  readonly rank: number;
  readonly expected: number;
}

function axes(count: number): string {
  return `${count} ${count === 1 ? 'axis' : 'axes'}`;
}

/**
 * Checks how many axes a tensor has.
 * @param tensor any tensor, or anything with a `shape`
 * @param rank a whole number from 0; 0 is a scalar
 * @param where who asks, for the text of errors
 * @throws SubjectError when `tensor` has no shape; ArgumentError when `rank` is not a whole number from 0
 * @example checkRank(tf.zeros([2, 3]), 2).pass // true
 */
export function checkRank(tensor: HasShape, rank: number, where = 'checkRank'): CheckResult<RankDetails> {
  const shape = requireShape(tensor, where, 'tensor');
  const expected = requireCount(rank, where, 'rank');
  const described = describeWithDtype(tensor, shape);
  const pass = shape.length === expected;
  return {
    pass,
    details: { tensor: described, rank: shape.length, expected },
    message: () =>
      pass
        ? `the tensor has rank ${expected}, which it should not\n  ${described}`
        : `the tensor has ${axes(shape.length)}, expected ${axes(expected)}\n  ${described}`,
  };
}

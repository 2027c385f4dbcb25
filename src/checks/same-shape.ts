import { requireShape, requireShapeLike, describeWithDtype } from './has-shape.ts';
import type { CheckResult } from './check-result.ts';
import type { HasShape } from './has-shape.ts';

/** What `checkSameShape` found. */
export interface SameShapeDetails {
  readonly actual: readonly number[];
  readonly expected: readonly number[];
  /** The axes that differ; empty where the ranks do. */
  readonly differingAxes: readonly number[];
}

function sentence(
  actual: readonly number[],
  expected: readonly number[],
  differing: readonly number[],
): string {
  if (actual.length !== expected.length) {
    const axes = actual.length === 1 ? 'axis' : 'axes';
    return `the shapes differ in rank: ${actual.length} ${axes}, expected ${expected.length}`;
  }
  const [first = 0] = differing;
  const more = differing.length > 1 ? ` (and ${differing.length - 1} more)` : '';
  return `the shapes differ: axis ${first} is ${actual[first] ?? 0}, expected ${expected[first] ?? 0}${more}`;
}

/**
 * Checks that two tensors have the same shape, axis by axis; nothing broadcasts.
 * @param actual any tensor, or anything with a `shape`
 * @param expected the same, or a bare shape such as `[2, 3]`
 * @param where who asks, for the text of errors
 * @throws SubjectError when one of them has no shape
 * @example checkSameShape(tf.zeros([2, 3]), [3, 2]).details.differingAxes // [0, 1]
 */
export function checkSameShape(
  actual: HasShape,
  expected: HasShape | readonly number[],
  where = 'checkSameShape',
): CheckResult<SameShapeDetails> {
  const shape = requireShape(actual, where, 'actual');
  const other = requireShapeLike(expected, where, 'expected');
  const sameRank = shape.length === other.shape.length;
  const differingAxes = sameRank
    ? shape.flatMap((size, axis) => (size === other.shape[axis] ? [] : [axis]))
    : [];
  const pass = sameRank && differingAxes.length === 0;
  const described = describeWithDtype(actual, shape);
  return {
    pass,
    details: { actual: shape, expected: other.shape, differingAxes },
    message: () =>
      [
        pass
          ? 'the shapes are the same, which they should not be'
          : sentence(shape, other.shape, differingAxes),
        `  actual    ${described}`,
        `  expected  ${other.described}`,
      ].join('\n'),
  };
}

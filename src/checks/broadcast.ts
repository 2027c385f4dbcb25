import { describeShape } from '../tensor/describe.ts';
import { broadcastSizes } from '../tensor/shape-spec/index.ts';
import { describeWithDtype, requireShape, requireShapeLike } from './has-shape.ts';
import type { CheckResult } from './check-result.ts';
import type { HasShape } from './has-shape.ts';

/** What `checkBroadcast` found. */
export interface BroadcastDetails {
  readonly actual: readonly number[];
  readonly other: readonly number[];
  /** The shape that both broadcast to; `null` where they don't. */
  readonly result: readonly number[] | null;
  /** The last axis at which they disagree, counted from the end (-1 is the last); `null` where they broadcast. */
  readonly axis: number | null;
}

function firstClash(left: readonly number[], right: readonly number[]): number | null {
  for (let axis = -1; axis >= -Math.min(left.length, right.length); axis -= 1) {
    const a = left.at(axis);
    const b = right.at(axis);
    if (a !== b && a !== 1 && b !== 1) return axis;
  }
  return null;
}

/**
 * Checks that two shapes broadcast by NumPy's rules: aligned at the last axis, sizes equal or one of them 1.
 * @param actual any tensor, or anything with a `shape`
 * @param other the same, or a bare shape such as `[1, 3]`
 * @returns `details.result` is the shape that both broadcast to
 * @param where who asks, for the text of errors
 * @throws SubjectError when one of them has no shape
 * @example checkBroadcast(tf.zeros([8, 1]), tf.zeros([8])).details.result // [8, 8]: seldom what was meant
 * @see https://numpy.org/doc/stable/user/basics.broadcasting.html
 */
export function checkBroadcast(
  actual: HasShape,
  other: HasShape | readonly number[],
  where = 'checkBroadcast',
): CheckResult<BroadcastDetails> {
  const left = requireShape(actual, where, 'actual');
  const right = requireShapeLike(other, where, 'other');
  const result = broadcastSizes(left, right.shape) ?? null;
  const axis = firstClash(left, right.shape);
  const described = describeWithDtype(actual, left);
  return {
    pass: result !== null,
    details: { actual: left, other: right.shape, result, axis },
    message: () => {
      const rows = `  actual  ${described}\n  other   ${right.described}`;
      if (result !== null) {
        return `the shapes broadcast to ${describeShape(result)}, which they should not\n${rows}`;
      }
      const at = axis ?? -1;
      const place = `axis ${left.length + at} is ${left.at(at) ?? 0}, axis ${right.shape.length + at} of the other is ${right.shape.at(at) ?? 0}`;
      return `the shapes do not broadcast: ${place}, and neither is 1\n${rows}`;
    },
  };
}

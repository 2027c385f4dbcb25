import { STEP, type FiniteDifferences } from './finite-differences.ts';

/** What an entry's derivative looks like from either side. */
export interface KinkAtEntry {
  readonly left: number;
  readonly right: number;
}

/** Steps that shrink sixteenfold: a corner somewhere near the point, rather than at it, does not survive that. */
const STEPS = [STEP, STEP / 4, STEP / 16] as const;

/**
 * Whether a function has a corner exactly at the base point, along one entry: the derivatives from the left and from the
 * right differ however small the step, and the analytic value is one that a subgradient may have.
 * @param analytic what the gradient says of that entry
 * @returns the one-sided derivatives at a corner, `undefined` at a smooth point
 */
export function kinkAt(
  differences: FiniteDifferences,
  entry: number,
  analytic: number,
): KinkAtEntry | undefined {
  let widest = 0;
  let sides: KinkAtEntry = { left: 0, right: 0 };
  for (const step of STEPS) {
    sides = { left: differences.oneSided(entry, -1, step), right: differences.oneSided(entry, 1, step) };
    const gap = Math.abs(sides.right - sides.left);
    // At a smooth point the gap shrinks with the step, and what is left in the end is rounding.
    if (gap < 0.6 * widest || gap <= 4 * differences.oneSidedNoise(step)) return undefined;
    widest = Math.max(widest, gap);
  }
  const slack = 0.05 * widest;
  const isBetween =
    analytic >= Math.min(sides.left, sides.right) - slack &&
    analytic <= Math.max(sides.left, sides.right) + slack;
  return isBetween ? sides : undefined;
}

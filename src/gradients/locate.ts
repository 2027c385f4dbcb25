import type { FiniteDifferences, Residual } from './finite-differences.ts';

/**
 * Follows a residual down to one entry: halves the entries that move, and goes on with the half that holds more of it.
 * @param direction the signs with which the whole input was moved
 * @param residual what that gave
 * @returns the flat index of an entry whose gradient is off
 */
export function locateEntry(
  differences: FiniteDifferences,
  direction: Int8Array,
  residual: Residual,
): number {
  let entries = Array.from(direction.keys()).filter((entry) => direction[entry] !== 0);
  let remaining = residual.value;
  while (entries.length > 1) {
    const half = entries.slice(0, entries.length >> 1);
    const part = differences.residual(restricted(direction, half)).value;
    // Residuals of disjoint sets add up to first order, so that the other half need not be run.
    const rest = remaining - part;
    if (Math.abs(part) >= Math.abs(rest)) {
      entries = half;
      remaining = part;
    } else {
      entries = entries.slice(entries.length >> 1);
      remaining = rest;
    }
  }
  return entries[0] ?? 0;
}

/** A direction in which only some entries move. */
export function restricted(direction: Int8Array, entries: readonly number[]): Int8Array {
  const part = new Int8Array(direction.length);
  for (const entry of entries) part[entry] = direction[entry] ?? 0;
  return part;
}

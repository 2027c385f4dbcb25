import type { ComparisonDetails } from '../../src/tensor/comparison/index.ts';
import { describeDifferences, findDifferences, type Accepts } from './differences.ts';

/** How far off a candidate is: a part that differs counts 1, a tensor the share of its elements that do. */
function distance({ failures }: ComparisonDetails): number {
  return failures.reduce(
    (sum, each) => sum + (each.kind === 'values' ? each.mismatched / each.elements : 1),
    0,
  );
}

/**
 * Of several candidates none of which is equal, explains the one that comes nearest to what was expected.
 * @param candidates at least one
 * @returns its place among the candidates, and what is wrong with it
 */
export function explainNearest(
  candidates: readonly unknown[],
  expected: unknown,
  accepts: Accepts,
): { readonly index: number; readonly explanation: string } {
  const all = candidates.map((candidate) => findDifferences(candidate, expected, accepts));
  const distances = all.map(distance);
  const index = distances.indexOf(Math.min(...distances));
  const details = all[index];
  return { index, explanation: details === undefined ? '' : describeDifferences(details) };
}

/** Moves a text to the right. */
export function indent(text: string, spaces: number): string {
  const margin = ' '.repeat(spaces);
  return text
    .split('\n')
    .map((line) => `${margin}${line}`.trimEnd())
    .join('\n');
}

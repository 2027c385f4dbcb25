import picomatch from 'picomatch';
import type { Coverage, CoverageCounts, FigureName, Fraction } from './coverage.ts';
import { addCounts, figuresOf, noCounts, percent } from './coverage.ts';

/** The least percentage of each figure; what is left out is not asked for. */
export type FigureThresholds = Readonly<Partial<Record<FigureName, number>>>;

/** Thresholds of the project, and of the files that a glob means. */
export interface Thresholds extends FigureThresholds {
  readonly paths?: Readonly<Record<string, FigureThresholds>>;
}

/** How one figure stands to its threshold. */
export interface ThresholdResult {
  readonly figure: FigureName;
  /** The glob it was asked for; left out, the whole project. */
  readonly path?: string;
  readonly wanted: number;
  readonly found: Fraction;
  readonly holds: boolean;
}

export const FIGURES: readonly FigureName[] = ['annotated', 'ranked', 'shaped'];

/** Holds the figures of a run against thresholds. */
export function checkThresholds(
  coverage: Coverage,
  { paths = {}, ...whole }: Thresholds,
): readonly ThresholdResult[] {
  const results = compare(coverage.counts, whole);
  for (const [path, wanted] of Object.entries(paths)) {
    const matches = picomatch(path, { dot: true });
    const sum = noCounts();
    for (const { file, counts } of coverage.modules) if (matches(file)) addCounts(sum, counts);
    results.push(...compare(sum, wanted, path));
  }
  return results;
}

function compare(counts: CoverageCounts, thresholds: FigureThresholds, path?: string): ThresholdResult[] {
  const figures = figuresOf(counts);
  return FIGURES.flatMap((figure) => {
    const wanted = thresholds[figure];
    if (wanted === undefined) return [];
    const found = figures[figure];
    return [
      { figure, ...(path === undefined ? {} : { path }), wanted, found, holds: percent(found) >= wanted },
    ];
  });
}

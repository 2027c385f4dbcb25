import type { FileCoverageData, Range } from 'istanbul-lib-coverage';
import type { Point } from '../../analyzer/error-paths/error-path.ts';

/** A stretch of a file, and how often it ran. */
interface Counted {
  readonly range: Range;
  readonly count: number;
}

/** Says how often a place of a file ran. */
export type CountAt = (point: Point) => number;

/**
 * Reads how often places of a file ran off its coverage: as often as the smallest statement, branch or function that begins there or
 * goes round it. So it is exact where statements were counted, and right for whole lines where only those were.
 */
export function countsOf({
  statementMap,
  s,
  fnMap,
  f,
  branchMap,
  b,
}: Pick<FileCoverageData, 'statementMap' | 's' | 'fnMap' | 'f' | 'branchMap' | 'b'>): CountAt {
  const all: Counted[] = [
    ...Object.entries(fnMap).map(([id, { loc }]) => ({ range: loc, count: f[id] ?? 0 })),
    ...Object.entries(branchMap).flatMap(([id, { locations }]) =>
      locations.map((range, arm) => ({ range, count: b[id]?.[arm] ?? 0 })),
    ),
    ...Object.entries(statementMap).map(([id, range]) => ({ range, count: s[id] ?? 0 })),
  ].filter(({ range }) => isPlace(range));
  return (point) => {
    let smallest: Counted | undefined;
    for (const each of all) {
      if (!holds(each.range, point)) continue;
      // Of two with the same place the last one is a statement.
      if (smallest === undefined || !isLarger(each.range, smallest.range)) smallest = each;
    }
    // Outside of everything is the module, which ran if anything of it did.
    return smallest?.count ?? (all.some(({ count }) => count > 0) ? 1 : 0);
  };
}

function isPlace({ start, end }: Range): boolean {
  // The place of a missing `else` has no lines, and the end of a line may have no column; their types don't say so.
  return Number.isInteger(start.line) && Number.isInteger(end.line);
}

function holds({ start, end }: Range, { line, column }: Point): boolean {
  const isAfterStart = line > start.line || (line === start.line && column >= start.column);
  const isBeforeEnd = line < end.line || (line === end.line && column < columnOf(end));
  return isAfterStart && isBeforeEnd;
}

function isLarger(a: Range, b: Range): boolean {
  const [linesOfA, linesOfB] = [a.end.line - a.start.line, b.end.line - b.start.line];
  if (linesOfA !== linesOfB) return linesOfA > linesOfB;
  // As many lines: what begins later, or ends earlier, lies inside.
  if (a.start.line !== b.start.line) return a.start.line < b.start.line;
  if (a.start.column !== b.start.column) return a.start.column < b.start.column;
  return columnOf(a.end) > columnOf(b.end);
}

function columnOf({ column }: Point): number {
  return Number.isFinite(column) ? column : Infinity;
}

import type { FigureName, Fraction } from '../annotations/coverage.ts';
import { percent } from '../annotations/coverage.ts';
import type { Finding } from '../finding.ts';
import type { AuditReport } from '../report.ts';

/** `1 error`, `3,000 errors`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `27,336` */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

/** `91.2 %`; 100 only where nothing is missing. */
export function percentText(fraction: Fraction): string {
  const value = percent(fraction);
  const rounded = Math.floor(value * 10) / 10;
  return `${value === 100 ? '100' : rounded.toFixed(1)} %`;
}

/** How many findings of each level: `3 errors, 12 warnings`. */
export function levelCounts(findings: readonly Finding[]): string {
  const parts = (['error', 'warning', 'hint'] as const).flatMap((level) => {
    const count = findings.filter((finding) => finding.level === level).length;
    return count === 0 ? [] : [counted(count, level)];
  });
  return parts.length === 0 ? 'no findings' : parts.join(', ');
}

/** What the figures are of, in words that say what counts. */
export const FIGURE_MEANINGS: Readonly<Record<FigureName, string>> = {
  annotated: 'positions have a type',
  ranked: 'positions of tensors say a rank',
  shaped: 'positions of tensors say a shape',
};

/** What was counted behind the three figures, a line each. */
export function coverageNotes({ coverage: { counts }, typed }: AuditReport): readonly string[] {
  const lines: string[] = [];
  const unwritten = counts.implicitAny + counts.missing;
  lines.push(
    `annotated: ${grouped(counts.written)} written, ${grouped(counts.inferred)} inferred and certain` +
      ` (${typed ? 'by the type checker' : 'from literals, casts and the like'});` +
      ` ${grouped(counts.explicitAny)} any, ${grouped(counts.implicitAny)} implicitly any,` +
      ` ${grouped(counts.missing)} without a type`,
  );
  if (counts.tensors > 0) {
    lines.push(
      `tensors:   ${grouped(counts.tensors)} positions, ${grouped(counts.inContainers)} in containers;` +
        ` ${grouped(counts.bare)} say only Tensor, ${grouped(counts.onlyRanked)} a rank, ${grouped(counts.shapedByType)} a shape` +
        ` in the type, ${grouped(counts.shapedByContract)} in a contract, ${grouped(counts.shapedByDocstring)} in the docstring`,
    );
  }
  const { toAny, throughUnknown, nonNullTensor } = counts.casts;
  if (toAny + throughUnknown + nonNullTensor > 0) {
    lines.push(
      `casts:     ${grouped(toAny)} to any, ${grouped(throughUnknown)} through unknown, ${grouped(nonNullTensor)} ! on a tensor`,
    );
  }
  if (!typed && unwritten > 0) {
    lines.push(
      `Without types; the type checker (--types) would say which of the ${grouped(unwritten)} positions without a type are certain.`,
    );
  }
  return lines;
}

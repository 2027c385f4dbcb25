import type { FigureName, Fraction } from '../annotations/coverage.ts';
import { percent } from '../annotations/coverage.ts';
import type { Finding } from '../finding.ts';
import type { AuditReport } from '../report.ts';
import { countOf } from '../../checks/evidence.ts';
import { formatCount } from '../../tensor/print-number.ts';

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
    return count === 0 ? [] : [countOf(count, level)];
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
    `annotated: ${formatCount(counts.written)} written, ${formatCount(counts.inferred)} inferred and certain` +
      ` (${typed ? 'by the type checker' : 'from literals, casts and the like'});` +
      ` ${formatCount(counts.explicitAny)} any, ${formatCount(counts.implicitAny)} implicitly any,` +
      ` ${formatCount(counts.missing)} without a type`,
  );
  if (counts.tensors > 0) {
    lines.push(
      `tensors:   ${formatCount(counts.tensors)} positions, ${formatCount(counts.inContainers)} in containers;` +
        ` ${formatCount(counts.bare)} say only Tensor, ${formatCount(counts.onlyRanked)} a rank, ${formatCount(counts.shapedByType)} a shape` +
        ` in the type, ${formatCount(counts.shapedByContract)} in a contract, ${formatCount(counts.shapedByDocstring)} in the docstring`,
    );
  }
  const { toAny, throughUnknown, nonNullTensor } = counts.casts;
  if (toAny + throughUnknown + nonNullTensor > 0) {
    lines.push(
      `casts:     ${formatCount(toAny)} to any, ${formatCount(throughUnknown)} through unknown, ${formatCount(nonNullTensor)} ! on a tensor`,
    );
  }
  if (!typed && unwritten > 0) {
    lines.push(
      `Without types; the type checker (--types) would say which of the ${formatCount(unwritten)} positions without a type are certain.`,
    );
  }
  return lines;
}

import { countOf } from '../../checks/evidence.ts';
import { reportPage } from '../../report-page/index.ts';
import type { PageFile, PageModel } from '../../report-page/index.ts';
import { figuresOf } from '../annotations/coverage.ts';
import type { CoverageCounts } from '../annotations/coverage.ts';
import { FIGURES } from '../annotations/thresholds.ts';
import { byFile } from '../by-file.ts';
import type { AuditReport } from '../report.ts';
import type { TerminalOptions } from './terminal.ts';
import { coverageNotes, FIGURE_MEANINGS, levelCounts } from './words.ts';

/** A page that is larger than this nobody's browser likes; files beyond are there without their text. */
const MOST_SOURCE = 16_000_000;

/** Writes one page: the tree of files as a map by coverage, and each file with its findings in place. */
export function htmlReport(report: AuditReport, { sourceOf }: Pick<TerminalOptions, 'sourceOf'>): string {
  const { coverage, thresholds, problems, findings, files, lines, rules } = report;
  const broken = thresholds.flatMap(({ path, figure, wanted, holds }) =>
    holds || path === undefined ? [] : [`${figure} in ${path} is below the ${wanted} % that are asked for`],
  );
  const model: PageModel = {
    title: 'tensorproof audit',
    passes: !report.fails,
    summary: `${levelCounts(findings)} in ${countOf(files, 'file')}, ${countOf(lines, 'line')}`,
    figures: FIGURES.map((name) => {
      const asked = thresholds.find(({ figure, path }) => figure === name && path === undefined);
      return {
        name,
        meaning: FIGURE_MEANINGS[name],
        ...(asked === undefined ? {} : { wanted: asked.wanted }),
      };
    }),
    fractions: FIGURES.map((name) => coverage.figures[name]),
    kinds: rules.map(({ id, level, description }) => ({ id, level, description })),
    files: filesOf(report, sourceOf),
    notes: [
      ...broken,
      ...problems.map(({ file, place, message }) => {
        const where = file === undefined ? '' : `${file}${place === undefined ? '' : `:${place.line}`}: `;
        return `${where}${message}`;
      }),
      ...coverageNotes(report),
    ],
  };
  return reportPage(model);
}

function filesOf(
  { coverage, findings }: AuditReport,
  sourceOf: TerminalOptions['sourceOf'],
): readonly PageFile[] {
  const found = byFile(findings);
  const countsOf = new Map<string, CoverageCounts>(
    coverage.modules.map(({ file, counts }) => [file, counts]),
  );
  let room = MOST_SOURCE;
  const paths = new Set([...countsOf.keys(), ...found.keys()]);
  return [...paths].sort().map((path): PageFile => {
    const counts = countsOf.get(path);
    const figures = counts === undefined ? undefined : figuresOf(counts);
    const source = sourceOf(path);
    if (source !== undefined) room -= source.length;
    return {
      path,
      fractions: FIGURES.map((name) => figures?.[name] ?? { part: 0, of: 0 }),
      marks: (found.get(path) ?? []).map(({ rule, place, message }) => ({
        kind: rule,
        line: place.line,
        column: place.column,
        endLine: place.endLine,
        endColumn: place.endColumn,
        message,
      })),
      ...(source === undefined || room < 0 ? {} : { source }),
    };
  });
}

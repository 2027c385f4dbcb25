import path from 'node:path';
import libCoverage, { type FileCoverage, type FileCoverageData } from 'istanbul-lib-coverage';
import type { Fraction } from '../../analyzer/annotations/coverage.ts';
import { RUN_KINDS, type RunKind } from '../../analyzer/configuration/gate-settings.ts';
import { inOrder, type KindCoverage, type Uncovered } from './covered.ts';
import { runsOf } from './line-runs.ts';
import { readReport } from './read-report.ts';
import { refuseStale } from './stale.ts';
import { RUN_FIRST, unusable } from './unusable.ts';

/** How much of one file ran. */
export interface MeasuredFile {
  /** From the root, with `/`. */
  readonly file: string;
  readonly counts: Readonly<Record<RunKind, Fraction>>;
  /** How often each line that is counted ran, by its number from 1. */
  readonly lines: ReadonlyMap<number, number>;
  /** As it was measured. */
  readonly coverage: FileCoverage;
}

/**
 * Reads what c8 measured: reports in Istanbul's form, of one run or of several that share the work.
 * @param root the folder of the project
 * @param reports paths of `coverage-final.json` files; their order does not matter, and the same run twice changes nothing
 *   but how often a line ran
 * @returns the files in the order of their names, at least one
 * @throws CoverageDataError where there is no report, or it is cut off, in another form, of another checkout, of nothing, or
 *   of sources that have changed since
 */
export async function readMeasured(
  root: string,
  reports: readonly string[],
): Promise<readonly MeasuredFile[]> {
  const map = libCoverage.createCoverageMap();
  for (const report of reports) {
    const { files, writtenAt } = await readReport(path.resolve(root, report), report);
    const own = Object.values(files).filter((file) => isWithin(root, file.path));
    const [foreign] = Object.values(files).filter((file) => !own.includes(file));
    if (own.length === 0 && foreign !== undefined) {
      throw unusable(
        [report],
        `is of another folder: it speaks of ${foreign.path}, and this is ${root}`,
        'run the tests in this checkout.',
      );
    }
    await refuseStale(root, own, writtenAt, report);
    for (const file of own) map.addFileCoverage(file);
  }
  const measured = map.files().map((file) => fileOf(root, map.fileCoverageFor(file)));
  if (measured.every(({ counts }) => counts.lines.of === 0)) {
    throw unusable(
      reports,
      'holds no line: nothing was measured, and a gate over nothing would always be open',
      RUN_FIRST,
    );
  }
  return measured.sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** What ran, by kind, with what did not. */
export function runCoverage(files: readonly MeasuredFile[]): readonly KindCoverage[] {
  const missing = { lines: uncoveredRuns, branches: uncoveredBranches, functions: uncoveredFunctions };
  return RUN_KINDS.map((kind) => ({
    kind,
    files: new Map(files.map(({ file, counts }) => [file, counts[kind]])),
    uncovered: inOrder(files.flatMap(missing[kind])),
  }));
}

/** The lines of a file that are counted and never ran. */
export function uncoveredLines({ lines }: MeasuredFile): readonly number[] {
  return [...lines].filter(([, count]) => count === 0).map(([line]) => line);
}

function uncoveredRuns(measured: MeasuredFile): Uncovered[] {
  return runsOf(uncoveredLines(measured)).map(([first, last]) => ({
    name: first === last ? `line ${first}` : `lines ${first}-${last}`,
    file: measured.file,
    line: first,
    ...(first === last ? {} : { endLine: last }),
  }));
}

function uncoveredBranches({ file, coverage }: MeasuredFile): Uncovered[] {
  return Object.entries(coverage.b).flatMap(([key, counts]) => {
    const branch = coverage.branchMap[key];
    return counts.flatMap((count, index) => {
      if (count > 0 || branch === undefined) return [];
      const { start } = branch.locations[index] ?? branch.loc;
      const name = branch.type === 'branch' ? 'branch' : `${branch.type} branch`;
      // The side of an `if` that is not written has no place of its own.
      return [{ name, file, line: placed(start.line) ?? placed(branch.loc.start.line) ?? branch.line }];
    });
  });
}

function uncoveredFunctions({ file, coverage }: MeasuredFile): Uncovered[] {
  return Object.entries(coverage.f).flatMap(([key, count]) => {
    const fn = coverage.fnMap[key];
    return count > 0 || fn === undefined
      ? []
      : [{ name: functionName(fn.name), file, line: fn.loc.start.line }];
  });
}

function functionName(name: string): string {
  if (name === '(empty-report)') return 'the whole file, which no test loads';
  return name === '' || name.startsWith('(anonymous') ? 'a function without a name' : name;
}

/** Undefined where a report leaves a place out, whatever its type says. */
function placed(line: number | undefined): number | undefined {
  return line;
}

function fileOf(root: string, coverage: FileCoverage): MeasuredFile {
  const summary = coverage.toSummary();
  const fraction = (kind: RunKind): Fraction => ({ part: summary[kind].covered, of: summary[kind].total });
  const lines = Object.entries(coverage.getLineCoverage()).map(
    ([line, count]) => [Number(line), count] as const,
  );
  return {
    file: path.relative(root, coverage.path).replaceAll('\\', '/'),
    counts: { lines: fraction('lines'), branches: fraction('branches'), functions: fraction('functions') },
    lines: new Map(lines.sort(([a], [b]) => a - b)),
    coverage,
  };
}

function isWithin(root: string, file: FileCoverageData['path']): boolean {
  const relative = path.relative(root, file);
  return (
    relative !== '' &&
    relative !== '..' &&
    !relative.startsWith(`..${path.sep}`) &&
    !path.isAbsolute(relative)
  );
}

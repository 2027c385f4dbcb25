import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import libCoverage, { type CoverageMap, type CoverageMapData } from 'istanbul-lib-coverage';
import type { ErrorPathKind, SourceErrorPath } from '../../analyzer/error-paths/error-path.ts';
import type { AssertedBy } from '../../error-paths/note-asserted.ts';
import { CoverageDataError } from '../../errors.ts';
import { changedSources, readRecords, type RunRecord } from '../collect/read-records.ts';
import { readReport } from '../gate/read-report.ts';
import { countsOf } from './counts.ts';
import { matchAsserted, type PathsOfFile } from './match-asserted.ts';

/** One error path, and what the tests make of it. */
export interface ErrorPath {
  /** From the root, with slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly kind: ErrorPathKind;
  /** The function it is in, e.g. `Trainer.step`; `(module)` outside of all. */
  readonly in: string;
  /** The class of the error, or the call that makes it, as far as the source says. */
  readonly error?: string;
  /** How its message begins, with `…` for what only a run knows. */
  readonly message?: string;
  /** Of a validation: what is asked before. */
  readonly condition?: string;
  /** How often it was taken; left out for an empty `catch`, in which nothing can be counted. */
  readonly reached?: number;
  /**
   * How a test asserted an error that came out of it: by its message (which tells more), by its type, or only that there is one; `false`
   * where it only passed through. Left out for a `catch`, whose own errors are paths of their own, and for `throw error` after an `await`,
   * over which an error may lose the lines that led there.
   */
  readonly asserted?: AssertedBy | false;
}

/** How many error paths there are, and what becomes of them. */
export interface ErrorPathCounts {
  /** Those whose runs can be counted. */
  readonly paths: number;
  readonly reached: number;
  /** Those out of which errors come whose assertions can be seen: all but `catch`, for the most part. */
  readonly throwing: number;
  /** Those whose errors a test asserts, in whatever way. */
  readonly asserted: number;
}

/** The error paths of a run, as plain data. */
export interface ErrorPathCoverage {
  readonly schemaVersion: 1;
  /** By file and line. */
  readonly paths: readonly ErrorPath[];
  readonly files: readonly (ErrorPathCounts & { readonly file: string })[];
  readonly total: ErrorPathCounts;
}

/** What c8 leaves: the sums of the provider, by statements, and c8's own report, by lines, with the files that no test loads. */
const SUMS = 'tmp/tensorproof/coverage.json';
const REPORT = 'coverage-final.json';
const RECORDS = 'tensorproof';

/**
 * Reads which error paths a run of tests reached, and which it asserted.
 * @param folders where c8 left what it measured, e.g. `coverage`; several for shards and other runs of the same code
 * @param root the folder of the project
 * @returns every `throw`, rejection, validation and `catch` of the measured files
 * @throws CoverageDataError where nothing was measured or collected, what is there is cut off, in another form or of another checkout, and
 * where a source has changed since
 */
export async function readErrorPaths(
  folders: string | readonly string[],
  root: string = process.cwd(),
): Promise<ErrorPathCoverage> {
  const all = typeof folders === 'string' ? [folders] : folders;
  const coverage = libCoverage.createCoverageMap();
  const records: RunRecord[] = [];
  for (const folder of all) {
    const absolute = path.resolve(root, folder);
    coverage.merge(await readCoverage(absolute, folder));
    const record = await readRecords(path.join(absolute, RECORDS));
    if (record.workers === 0) {
      throw new CoverageDataError(`${folder} holds no record of what the tests asserted.`, {
        argument: 'folder',
        expected: `records in ${folder}/${RECORDS}`,
        actual: 'none',
        hint: 'run the tests under c8 with the plugin tensorproof() in vitest.config.ts.',
      });
    }
    records.push(record);
  }
  return errorPathsIn(coverage, records, root);
}

/**
 * The same, of what was read already.
 * @param root the folder of the project
 * @throws CoverageDataError where a source has changed since it ran, and where none of the files is there
 */
export async function errorPathsIn(
  coverage: CoverageMap,
  records: readonly RunRecord[],
  root: string,
): Promise<ErrorPathCoverage> {
  // Loaded when there is something to read: a compiler is no small thing.
  const [{ errorPathsOf }, { SourceText }, { isTestFile }] = await Promise.all([
    import('../../analyzer/error-paths/error-paths-of.ts'),
    import('../../analyzer/source-text.ts'),
    import('../../analyzer/test-files.ts'),
  ]);
  await refuseChanged(records, root);
  const files: PathsOfFile[] = [];
  const counts = new Map<string, ReturnType<typeof countsOf>>();
  for (const absolute of coverage.files().sort()) {
    const file = path.relative(root, absolute).replaceAll('\\', '/');
    if (file.startsWith('../') || path.isAbsolute(file) || isTestFile(file)) continue;
    const text = await readFile(absolute, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    files.push({ file, paths: errorPathsOf(SourceText.parse(file, text)) });
    counts.set(file, countsOf(coverage.fileCoverageFor(absolute)));
  }
  if (files.length === 0) {
    throw new CoverageDataError('none of the measured files is a source of this folder.', {
      argument: 'root',
      expected: root,
      actual: coverage.files()[0] ?? 'no file',
      hint: 'run the tests in this checkout.',
    });
  }
  const asserted = matchAsserted(
    files,
    records.flatMap(({ entries }) => entries),
  );
  const paths = files.flatMap(({ file, paths: own }) =>
    own.map((each): ErrorPath => {
      const { kind, at, counted, error, message, condition } = each;
      const reached = counted === undefined ? undefined : counts.get(file)?.(counted);
      return {
        file,
        line: at.start.line,
        column: at.start.column + 1,
        kind,
        in: each.in,
        ...(error !== undefined && { error }),
        ...(message !== undefined && { message }),
        ...(condition !== undefined && { condition }),
        ...(reached !== undefined && { reached }),
        ...(isJudged(each, asserted) && { asserted: asserted.get(each) ?? false }),
      };
    }),
  );
  const byFile = files.map(({ file }) => ({
    file,
    ...countPaths(paths.filter((each) => each.file === file)),
  }));
  return {
    schemaVersion: 1,
    paths,
    files: byFile.filter((each) => each.paths + each.throwing > 0),
    total: countPaths(paths),
  };
}

/** Whether assertions can be seen: not of a `catch`, nor where an error that was thrown on may have lost where it came from. */
function isJudged(path: SourceErrorPath, asserted: ReadonlyMap<SourceErrorPath, AssertedBy>): boolean {
  return path.kind !== 'catch' && (path.isAwaited !== true || asserted.has(path));
}

function countPaths(paths: readonly ErrorPath[]): ErrorPathCounts {
  const throwing = paths.filter(({ asserted }) => asserted !== undefined);
  return {
    paths: paths.filter(({ reached }) => reached !== undefined).length,
    reached: paths.filter(({ reached = 0 }) => reached > 0).length,
    throwing: throwing.length,
    asserted: throwing.filter(({ asserted }) => asserted !== false).length,
  };
}

async function refuseChanged(records: readonly RunRecord[], root: string): Promise<void> {
  for (const record of records) {
    const changed = await changedSources(record, root);
    if (changed.length === 0) continue;
    const more = changed.length > 3 ? ` and ${changed.length - 3} more` : '';
    throw new CoverageDataError(
      `${changed.slice(0, 3).join(', ')}${more} changed since the tests ran, so the lines that were noted are others now.`,
      {
        argument: 'folder',
        expected: 'the sources that ran',
        actual: changed,
        hint: 'run the tests again.',
      },
    );
  }
}

async function readCoverage(folder: string, shown: string): Promise<CoverageMapData> {
  const sums = path.join(folder, SUMS);
  const report = path.join(folder, REPORT);
  const files: CoverageMapData = {};
  const hasSums = existsSync(sums);
  if (!hasSums || existsSync(report))
    Object.assign(files, (await readReport(report, `${shown}/${REPORT}`)).files);
  // Statements tell more than lines.
  if (hasSums) Object.assign(files, (await readReport(sums, `${shown}/${SUMS}`)).files);
  return files;
}

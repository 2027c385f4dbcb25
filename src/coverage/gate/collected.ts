import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Fraction } from '../../analyzer/annotations/coverage.ts';
import type { CollectedKind, Kind } from '../../analyzer/configuration/gate-settings.ts';
import type { CoveredItem } from '../collect/covered-item.ts';
import { changedSources, mergeRecords, readRecords } from '../collect/read-records.ts';
import type { ErrorPath } from '../error-paths/index.ts';
import { inOrder, type KindCoverage, type Uncovered } from './covered.ts';
import { unusable } from './unusable.ts';

/** Where the records of a run lie, beside its report. */
const RECORDS = 'tensorproof';

/** What the library noted of a run beyond lines and branches. */
export interface Collected {
  readonly kinds: readonly KindCoverage[];
  /** The backends on which kernels ran. */
  readonly backends: readonly string[];
}

/**
 * Reads what the workers of one run, or of several that share the work, noted beside their reports.
 * @param root the folder of the project
 * @param reports paths of reports in Istanbul's form
 * @param measured the files of these reports, from the root
 * @returns undefined where none of the runs collected anything
 * @throws CoverageDataError for records that are cut off or of other sources, and where only some of the runs have any
 */
export async function collectedCoverage(
  root: string,
  reports: readonly string[],
  measured: readonly string[],
): Promise<Collected | undefined> {
  const folders = [...new Set(reports.map((report) => path.dirname(path.resolve(root, report))))];
  const records = await Promise.all(folders.map(async (folder) => readRecords(path.join(folder, RECORDS))));
  const without = folders.filter((_, index) => records[index]?.workers === 0);
  if (without.length === folders.length) return undefined;
  if (without.length > 0) {
    throw unusable(
      without.map((folder) => path.relative(root, folder)),
      'lacks the records that the other runs have',
      'run all of them with the plugin tensorproof(), and keep the folder `tensorproof` beside each report.',
    );
  }
  const record = mergeRecords(records);
  const changed = await changedSources(record, root);
  if (changed[0] !== undefined) {
    throw unusable(
      reports,
      `is not of these sources: ${changed[0]} changed since the tests ran`,
      'run the tests again.',
    );
  }
  const inventory = await inventoryOfFiles(root, measured);
  const [{ readShapes }, { readGradients }, { readOps }, { readBackends }] = await Promise.all([
    import('../shapes/index.ts'),
    import('../gradients/index.ts'),
    import('../ops/index.ts'),
    import('../backends/index.ts'),
  ]);
  const { trainables, customGradients } = readGradients(record, inventory);
  return {
    kinds: [
      ...(await errorCoverage(root, folders)),
      ofItems('shapes', readShapes(record, inventory).signatures),
      ofItems('gradients', trainables),
      ofItems('customGradients', customGradients),
      ofItems('ops', readOps(record, inventory).calls),
    ],
    backends: readBackends(record).backends.flatMap(({ name, ran }) => (ran ? [name] : [])),
  };
}

/** What tests should reach in the files that were measured, and in no others. */
async function inventoryOfFiles(root: string, files: readonly string[]) {
  const [{ inventoryOf }, { SourceText }] = await Promise.all([
    import('../../analyzer/inventory/index.ts'),
    import('../../analyzer/source-text.ts'),
  ]);
  const texts = await Promise.all(files.map(async (file) => readFile(path.join(root, file), 'utf8')));
  return inventoryOf(files.map((file, index) => SourceText.parse(file, texts[index] ?? '')));
}

function ofItems(kind: CollectedKind, items: readonly CoveredItem[]): KindCoverage {
  return coverageOf(
    kind,
    items.map(({ name, file, line, covered, missing }) => ({ name, file, line, missing, covered })),
  );
}

async function errorCoverage(root: string, folders: readonly string[]): Promise<readonly KindCoverage[]> {
  const { readErrorPaths } = await import('../error-paths/index.ts');
  const { paths } = await readErrorPaths(folders, root);
  const counted = paths.filter(({ reached }) => reached !== undefined);
  const judged = paths.filter(({ asserted }) => asserted !== undefined);
  return [
    coverageOf(
      'errorsReached',
      counted.map((each) => ({
        ...placeOf(each),
        missing: ['no test gets here'],
        covered: (each.reached ?? 0) > 0,
      })),
    ),
    coverageOf(
      'errorsAsserted',
      judged.map((each) => ({
        ...placeOf(each),
        missing: [missingAssertion(each)],
        covered: each.asserted !== false,
      })),
    ),
  ];
}

function placeOf({
  kind,
  in: where,
  error,
  file,
  line,
}: ErrorPath): Pick<Uncovered, 'name' | 'file' | 'line'> {
  return { name: `${kind}${error === undefined ? '' : ` ${error}`} in ${where}`, file, line };
}

function missingAssertion({ reached }: ErrorPath): string {
  return reached === 0 ? 'no test gets here' : 'no test asserts it';
}

function coverageOf(kind: Kind, items: readonly (Uncovered & { readonly covered: boolean })[]): KindCoverage {
  const files = new Map<string, Fraction>();
  for (const { file, covered } of items) {
    const { part, of } = files.get(file) ?? { part: 0, of: 0 };
    files.set(file, { part: part + (covered ? 1 : 0), of: of + 1 });
  }
  const uncovered = items.filter(({ covered }) => !covered);
  return {
    kind,
    files,
    uncovered: inOrder(
      uncovered.map(({ name, file, line, missing = [] }) => ({ name, file, line, missing })),
    ),
  };
}

import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject, Vitest } from 'vitest/node';
import { RECORD_NAME } from './record.ts';
import type { RecorderOptions } from './recorder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where each worker's record goes; there only where coverage is collected. */
    tensorproofCollect: RecorderOptions;
  }
}

/** Beside c8's own files: who ran under this c8 before has removed the records of earlier runs. */
const BEGUN = 'tensorproof/records-begun';

/** The Vitest runs of this process whose folder has been emptied, by whichever copy of this module. */
const EMPTIED = Symbol.for('tensorproof.records-emptied');

/**
 * Has the workers of a project collect what the library can tell of the run, besides lines and branches.
 * @param collect `undefined` where coverage is measured, by c8 or by Vitest
 * @returns where the records go; `undefined` where nothing is collected
 */
export function collectInWorkers(
  vitest: Vitest,
  project: TestProject,
  collect: boolean | undefined,
): RecorderOptions | undefined {
  const v8 = process.env['NODE_V8_COVERAGE'] ?? '';
  const { coverage, root } = vitest.config;
  if (!(collect ?? (v8 !== '' || coverage.enabled))) return undefined;
  const options = { directory: recordsDirectory(v8, coverage.reportsDirectory, root), root };
  // Merging the reports of shards runs no tests.
  if (!isEmptied(vitest) && !('mergeReports' in vitest.config && vitest.config.mergeReports))
    emptyOf(options.directory, v8);
  project.provide('tensorproofCollect', options);
  const file = setupFile();
  // Before all others: what they load is watched, too.
  project.config.setupFiles = [file, ...project.config.setupFiles.filter((each) => each !== file)];
  return options;
}

/** Beside the reports: c8 has its temporary folder there, unless it is told otherwise. */
function recordsDirectory(v8: string, reports: string, root: string): string {
  const besideC8 = path.basename(v8) === 'tmp' ? path.dirname(v8) : undefined;
  return path.resolve(root, besideC8 ?? reports, 'tensorproof');
}

/** Whether it was asked before, by another project of the same run. */
function isEmptied(vitest: Vitest): boolean {
  // Nothing else writes there.
  const emptied = (Reflect.get(globalThis, EMPTIED) ?? new WeakSet()) as WeakSet<Vitest>;
  Reflect.set(globalThis, EMPTIED, emptied);
  const was = emptied.has(vitest);
  emptied.add(vitest);
  return was;
}

/** Removes the records of an earlier run, but not those of one under the same c8. */
function emptyOf(directory: string, v8: string): void {
  if (v8 !== '') {
    const begun = path.resolve(v8, BEGUN);
    if (existsSync(begun)) return;
    mkdirSync(path.dirname(begun), { recursive: true });
    writeFileSync(begun, '');
  }
  if (!existsSync(directory)) return;
  for (const name of readdirSync(directory)) {
    if (RECORD_NAME.test(name)) rmSync(path.join(directory, name), { force: true });
  }
}

/** The setup file of this very copy: beside the source here, beside the bundle in the package. */
function setupFile(): string {
  const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  const source = here('./setup.ts');
  return existsSync(source) ? source : here('./collect-setup.mjs');
}

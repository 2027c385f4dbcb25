import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { runCli } from '../../../src/cli/run-cli.ts';
import { scratchFolder } from '../../analyzer/scratch-folder.ts';

const C8 = createRequire(import.meta.url).resolve('c8/bin/c8.js');

/** What the sources are called in which tests leave something out, and what of them runs. */
export const SOURCES: Readonly<Record<string, string>> = {
  'src/overlap.mjs': `export function overlap(a, b) {
  if (b.length !== a.length) {
    throw new RangeError('boxes differ');
  }
  return Math.min(a[1], b[1]) - Math.max(a[0], b[0]);
}

export const area = (box) => {
  return box[1] - box[0];
};
`,
  'src/mit Leerzeichen/größe.mjs': 'export const größe = (x) => x.length;\n',
  'src/never.mjs': 'export const never = () => 1;\n',
  'tests.mjs': `import { overlap } from './src/overlap.mjs';
import { größe } from './src/mit Leerzeichen/größe.mjs';
overlap([0, 2], [1, 3]);
größe([1]);
`,
};

/** A folder whose `tests.mjs` ran under c8 just now. */
export function coveredProject(
  files: Readonly<Record<string, string>> = SOURCES,
  afterwards?: (remove: () => void) => void,
): string {
  const root = scratchFolder(files, afterwards);
  runUnderC8(root, 'tests.mjs');
  return root;
}

/** Runs a script of a folder under c8, as a user would. */
export function runUnderC8(root: string, script: string, reports = 'coverage'): void {
  // These tests may run under c8 themselves.
  const environment = { ...process.env };
  delete environment['NODE_V8_COVERAGE'];
  const c8 = ['--all', '--src=src', '--include=src/**', '--reporter=json', `--reports-dir=${reports}`];
  execFileSync(process.execPath, [C8, ...c8, process.execPath, script], { cwd: root, env: environment });
}

/** Another folder with the same sources and coverage, for a test to spoil. */
export function copyOf(project: string): string {
  const root = scratchFolder();
  cpSync(project, root, { recursive: true, filter: (from) => !from.endsWith('tmp') });
  rewriteReport(root, (text) => text.replaceAll(project, root));
  return root;
}

export const REPORT = 'coverage/coverage-final.json';

/** Writes the report anew, later than every source. */
export function rewriteReport(root: string, change: (text: string) => string): void {
  const file = path.join(root, REPORT);
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

/** How a command ended, and what it printed. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `tensorproof gate` in a folder. */
export async function runGate(root: string, ...args: readonly string[]): Promise<Ended> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(['gate', ...args], {
    print: (line) => out.push(line),
    error: (line) => err.push(line),
    progressStream: { write: (text) => err.push(text) },
    environment: {},
    workingDirectory: root,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

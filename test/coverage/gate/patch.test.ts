import { execFileSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { GateReport } from '../../../src/coverage/gate/index.ts';
import { SOURCES, copyOf, coveredProject, rewriteReport, runGate, runUnderC8 } from './covered-project.ts';

// Each starts processes, and a machine may be busy.
vi.setConfig({ testTimeout: 30_000 });

let project: string;
let root: string;
beforeAll(() => {
  project = coveredProject({ ...SOURCES, '.gitignore': 'coverage\n' }, afterAll);
});
beforeEach(() => {
  root = copyOf(project);
  git('init', '--quiet', '--initial-branch=main');
  commit('first');
});

function git(...args: readonly string[]): void {
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
  execFileSync('git', ['-C', root, ...identity, ...args], { stdio: 'pipe' });
}

function commit(message: string): void {
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
}

async function changed(...args: readonly string[]): Promise<{ code: number; patch: GateReport['patch'] }> {
  const { code, out, err } = await runGate(root, '--no-annotations', '--format', 'json', ...args);
  expect(err).toBe('');
  return { code, patch: (JSON.parse(out) as GateReport).patch };
}

/** Puts a line into the function that runs, and one into a function that nobody calls; then runs the tests. */
function edit(file = 'src/overlap.mjs'): void {
  const source = (SOURCES['src/overlap.mjs'] ?? '')
    .replace('  return Math.min', '  const unused = a.length;\n  return Math.min')
    .replace('  return box', '  const length = box.length;\n  return box');
  writeFileSync(path.join(root, file), source);
  runUnderC8(root, 'tests.mjs');
}

const EDITED = {
  since: 'HEAD',
  lines: { part: 1, of: 2 },
  uncovered: [{ file: 'src/overlap.mjs', lines: [10] }],
};

test('without a change there is no line to ask a share of', async () => {
  rewriteReport(root, (text) => text);
  expect(await changed('--changed', '--patch', '100')).toEqual({
    code: 0,
    patch: { since: 'HEAD', lines: { part: 0, of: 0 }, uncovered: [], wanted: 100, holds: true },
  });
});

test('only changed lines count, committed or not', async () => {
  edit();
  expect((await changed('--changed')).patch).toEqual({ ...EDITED, holds: true });
  git('checkout', '--quiet', '-b', 'feature');
  commit('second');
  expect((await changed('--changed', 'main')).patch).toEqual({ ...EDITED, since: 'main', holds: true });
  expect((await changed('--changed', 'HEAD')).patch?.lines).toEqual({ part: 0, of: 0 });
});

test('what others did on the main branch meanwhile is not of this branch', async () => {
  git('checkout', '--quiet', '-b', 'feature');
  git('checkout', '--quiet', 'main');
  writeFileSync(path.join(root, 'src/never.mjs'), 'export const never = () => 2;\n');
  commit('theirs');
  git('checkout', '--quiet', 'feature');
  edit();
  commit('ours');
  expect((await changed('--changed', 'main')).patch?.lines).toEqual({ part: 1, of: 2 });
});

test.each([
  [0, '50'],
  [1, '51'],
])('exit code %i for a share of %s %', async (code, wanted) => {
  edit();
  expect(await changed('--changed', '--patch', wanted)).toMatchObject({ code });
});

test('a file that git does not know yet is new as a whole', async () => {
  edit('src/neu ü.mjs');
  const { patch } = await changed('--changed');
  // Nobody loads it.
  expect(patch).toMatchObject({ lines: { part: 0, of: 12 }, uncovered: [{ file: 'src/neu ü.mjs' }] });
});

test('names with spaces and letters of any language are found', async () => {
  writeFileSync(
    path.join(root, 'src/mit Leerzeichen/größe.mjs'),
    'export const größe = (x) => x.length + 0;\n',
  );
  runUnderC8(root, 'tests.mjs');
  expect((await changed('--changed')).patch?.lines).toEqual({ part: 1, of: 1 });
});

test('a renamed file has changed where it differs', async () => {
  renameSync(path.join(root, 'src/never.mjs'), path.join(root, 'src/moved.mjs'));
  git('add', '--all');
  runUnderC8(root, 'tests.mjs');
  expect((await changed('--changed')).patch?.lines).toEqual({ part: 0, of: 0 });
});

test('a folder of a larger repository is judged from there', async () => {
  const { out } = await runGate(
    path.join(root, 'src'),
    ...['--no-annotations', '--data', '../coverage/coverage-final.json', '--changed', '--format', 'json'],
  );
  expect((JSON.parse(out) as GateReport).files).toBe(3);
  edit();
  const after = await runGate(
    path.join(root, 'src'),
    ...['--no-annotations', '--data', '../coverage/coverage-final.json', '--changed', '--format', 'json'],
  );
  expect((JSON.parse(after.out) as GateReport).patch).toMatchObject({
    lines: { part: 1, of: 2 },
    uncovered: [{ file: 'overlap.mjs' }],
  });
});

describe('is refused', () => {
  test.each<[string, readonly string[]]>([
    ['a branch that does not exist', ['--changed', 'nowhere']],
    ['an option of git', ['--changed=--output=x']],
  ])('%s', async (_, args) => {
    const { code, err } = await runGate(root, '--no-annotations', ...args);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: gate: /);
  });
});

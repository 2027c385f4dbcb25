import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { GateReport } from '../../../src/coverage/gate/index.ts';
import { scratchFolder } from '../../analyzer/scratch-folder.ts';
import { SOURCES, runGate, runUnderC8 } from './covered-project.ts';

// Each starts processes, and a machine may be busy.
vi.setConfig({ testTimeout: 30_000 });

/** Two shards, of which neither covers what both do together. */
const FILES = {
  ...SOURCES,
  'one.mjs': "import { overlap } from './src/overlap.mjs';\noverlap([0, 2], [1, 3]);\n",
  'two.mjs': `import { area, overlap } from './src/overlap.mjs';
import './src/mit Leerzeichen/größe.mjs';
area([0, 1]);
try { overlap([0], []); } catch {}
`,
  'all.mjs': "import './one.mjs';\nimport './two.mjs';\n",
};

let original: string;
let root: string;
beforeAll(() => {
  original = scratchFolder(FILES, afterAll);
  runUnderC8(original, 'one.mjs', 'runs/shard-1-of-2');
  runUnderC8(original, 'two.mjs', 'runs/shard-2-of-2');
  runUnderC8(original, 'all.mjs', 'whole');
});
beforeEach(() => {
  root = scratchFolder();
  cpSync(original, root, { recursive: true, filter: (from) => !from.endsWith('tmp') });
  for (const report of ['runs/shard-1-of-2', 'runs/shard-2-of-2', 'whole']) {
    const file = path.join(root, report, 'coverage-final.json');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(original, root));
  }
});

async function figures(...args: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const { out, err } = await runGate(root, '--no-annotations', '--format', 'json', ...args);
  expect(err).toBe('');
  const report = JSON.parse(out) as GateReport;
  return Object.fromEntries(report.figures.map(({ kind, found }) => [kind, `${found.part}/${found.of}`]));
}

test('shards together cover what one run of everything covers', async () => {
  const whole = await figures('--data', 'whole/coverage-final.json');
  expect(whole['lines']).toBe('11/12');
  expect((await figures('--data', 'runs/shard-1-of-2/coverage-final.json'))['lines']).not.toBe('11/12');
  const merged = await figures('--merge', 'runs', '--runs', '2');
  expect({ lines: merged['lines'], functions: merged['functions'] }).toEqual({
    lines: whole['lines'],
    functions: whole['functions'],
  });
});

test('order and duplicates do not matter', async () => {
  const once = await figures('--merge', 'runs');
  renameSync(path.join(root, 'runs/shard-1-of-2'), path.join(root, 'runs/z'));
  renameSync(path.join(root, 'runs/shard-2-of-2'), path.join(root, 'runs/a'));
  expect(await figures('--merge', 'runs')).toEqual(once);
  cpSync(path.join(root, 'runs/z'), path.join(root, 'runs/z again'), { recursive: true });
  expect(await figures('--merge', 'runs')).toEqual(once);
});

describe('is refused', () => {
  test.each<[string, () => void, readonly string[], RegExp]>([
    ['a folder that is not there', () => undefined, ['--merge', 'none'], /none can't be read/],
    [
      'a folder without runs',
      () => {
        mkdirSync(path.join(root, 'empty'));
      },
      ['--merge', 'empty'],
      /empty holds no run/,
    ],
    [
      'a missing shard',
      () => {
        rmSync(path.join(root, 'runs/shard-1-of-2'), { recursive: true });
      },
      ['--merge', 'runs'],
      /runs lacks shard-1-of-2/,
    ],
    [
      'a shard without its report',
      () => {
        rmSync(path.join(root, 'runs/shard-1-of-2/coverage-final.json'));
      },
      ['--merge', 'runs'],
      /holds no coverage-final\.json of shard-1-of-2/,
    ],
    [
      'a shard that is cut off',
      () => {
        const file = path.join(root, 'runs/shard-1-of-2/coverage-final.json');
        writeFileSync(file, readFileSync(file, 'utf8').slice(0, 500));
      },
      ['--merge', 'runs'],
      /shard-1-of-2.* is cut off/,
    ],
    ['too few runs', () => undefined, ['--merge', 'runs', '--runs', '3'], /holds 2 of 3 runs/],
    [
      'a number of runs that is none',
      () => undefined,
      ['--merge', 'runs', '--runs', '0'],
      /whole number above 0/,
    ],
  ])('%s', async (_, spoil, args, message) => {
    spoil();
    const { code, err } = await runGate(root, '--no-annotations', ...args);
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });
});

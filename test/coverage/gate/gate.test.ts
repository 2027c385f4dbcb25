import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { gate } from '../../../src/coverage/gate/index.ts';
import { ArgumentError } from '../../../src/errors.ts';
import { REPORT, copyOf, coveredProject, rewriteReport, runGate } from './covered-project.ts';

// Each starts processes, and a machine may be busy.
vi.setConfig({ testTimeout: 30_000 });

let project: string;
beforeAll(() => {
  project = coveredProject(undefined, afterAll);
});

/** The gate over what ran; annotations have tests of their own. */
const judge = async (root: string, ...args: readonly string[]) => runGate(root, '--no-annotations', ...args);

test('figures are those of the run, with what is not covered by name', async () => {
  const report = await gate({ root: project, annotations: false });
  expect(report.files).toBe(3);
  expect(Object.fromEntries(report.figures.map(({ kind, found }) => [kind, found]))).toEqual({
    lines: { part: 8, of: 12 },
    branches: { part: 4, of: 6 },
    functions: { part: 2, of: 4 },
  });
  expect(report.uncovered).toEqual({
    lines: [
      { name: 'line 1', file: 'src/never.mjs', line: 1 },
      { name: 'lines 3-4', file: 'src/overlap.mjs', line: 3, endLine: 4 },
      { name: 'line 9', file: 'src/overlap.mjs', line: 9 },
    ],
    branches: [
      { name: 'branch', file: 'src/never.mjs', line: 1 },
      { name: 'branch', file: 'src/overlap.mjs', line: 2 },
    ],
    functions: [
      { name: 'the whole file, which no test loads', file: 'src/never.mjs', line: 1 },
      { name: 'area', file: 'src/overlap.mjs', line: 8 },
    ],
  });
  expect(report.worst.map(({ file, lines }) => [file, lines])).toEqual([
    ['src/overlap.mjs', [3, 4, 9]],
    ['src/never.mjs', [1]],
  ]);
});

describe('exit codes', () => {
  test.each<[number, string, readonly string[]]>([
    [0, 'nothing is asked for', []],
    [0, 'lines are enough', ['--lines', '66.6']],
    [1, 'lines are too few', ['--lines', '66.7']],
    [1, 'branches are too few', ['--branches', '67']],
    [1, 'functions are too few', ['--functions', '50.1']],
    [0, 'functions are just enough', ['--functions', '50']],
    [2, 'a threshold above 100', ['--lines', '101']],
    [2, 'a threshold that is no number', ['--lines', 'many']],
    [2, 'an option that is not there', ['--liens', '50']],
    [2, 'a format that is not there', ['--format', 'xml']],
    [2, 'no ratchet to hold', ['--ratchet', 'none.json']],
    [2, 'a share of what changed without a since', ['--patch', '50']],
    [2, 'no repository to ask', ['--changed', 'main']],
    [2, 'an output that can not be written', ['--output', 'no/such/folder/x.md']],
    [2, 'a configuration that is not there', ['--config', 'none.json']],
    [2, 'annotations that nothing counts', ['--annotated', '50']],
  ])('%i: %s', async (wanted, _, args) => {
    const { code, out, err } = await judge(project, ...args);
    expect(code).toBe(wanted);
    expect(err !== '').toBe(wanted === 2);
    expect(out === '').toBe(wanted === 2);
  });
});

test('the report of a terminal', async () => {
  const { out } = await judge(project, '--lines', '60', '--functions', '90');
  expect(out).toMatchInlineSnapshot(`
    "coverage/coverage-final.json: 3 files

    lines      ████████████████░░░░░░░░   66.6 %  8 of 12   wanted 60 %
    branches   ████████████████░░░░░░░░   66.6 %  4 of 6
    functions  ████████████░░░░░░░░░░░░   50.0 %  2 of 4   below 90 %
      src/never.mjs:1  the whole file, which no test loads
      src/overlap.mjs:8  area

    most lines that never ran
      src/overlap.mjs  70.0 %  3-4, 9
      src/never.mjs  0.0 %  1

    the gate is closed: functions 50.0 % (below 90 %)"
  `);
});

test('a configuration asks by kind and by path, and flags over it', async () => {
  const root = copyOf(project);
  const write = (gateSettings: object) => {
    writeFileSync(path.join(root, 'tensorproof.config.json'), JSON.stringify({ gate: gateSettings }));
  };
  write({ thresholds: { lines: 90 } });
  expect((await judge(root)).code).toBe(1);
  expect((await judge(root, '--lines', '10')).code).toBe(0);
  expect((await judge(root, '--no-config')).code).toBe(0);
  write({ paths: { 'src/mit */**': { lines: 100, functions: 100 }, 'src/overlap.mjs': { lines: 71 } } });
  const { code, out } = await judge(root, '--format', 'json');
  expect(code).toBe(1);
  const { figures } = JSON.parse(out) as Awaited<ReturnType<typeof gate>>;
  expect(figures.filter(({ path: glob }) => glob !== undefined)).toEqual([
    { kind: 'lines', path: 'src/mit */**', found: { part: 1, of: 1 }, wanted: 100, holds: true },
    { kind: 'functions', path: 'src/mit */**', found: { part: 1, of: 1 }, wanted: 100, holds: true },
    { kind: 'lines', path: 'src/overlap.mjs', found: { part: 7, of: 10 }, wanted: 71, holds: false },
  ]);
});

describe('settings that make no sense', () => {
  test.each<[string, object, RegExp]>([
    [
      'a threshold above 100',
      { thresholds: { lines: 120 } },
      /thresholds\.lines must be a percentage from 0 to 100, got 120/,
    ],
    ['a threshold that is no number', { thresholds: { lines: '90' } }, /thresholds\.lines .* got the string/],
    ['a misspelt kind', { thresholds: { branchs: 90 } }, /branchs.*branches/s],
    ['a misspelt setting', { threshold: {} }, /threshold.*thresholds/s],
    ['a glob without an object', { paths: { 'src/**': 90 } }, /paths\['src\/\*\*'\]/],
    ['a glob of nothing', { paths: { 'lib/**': { lines: 1 } } }, /no file is matched by 'lib\/\*\*'/],
    ['paths as a list', { paths: ['src'] }, /paths must be an object by globs/],
    ['data as a text', { data: 'coverage.json' }, /data must be a list of files/],
    ['a ratchet as a flag', { ratchet: true }, /ratchet must be a file/],
    ['a tolerance below 0', { tolerance: -1 }, /tolerance must be a percentage/],
  ])('%s', async (_, settings, message) => {
    await expect(gate({ root: project, annotations: false, ...settings })).rejects.toThrow(message);
    const root = copyOf(project);
    writeFileSync(path.join(root, 'tensorproof.config.json'), JSON.stringify({ gate: settings }));
    const { code, err } = await judge(root);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  test.each<[string, object]>([
    ['an option that is not there', { treshold: 1 }],
    ['a hold that is none', { hold: 'yes' }],
    ['a root that is no text', { root: 1 }],
    ['annotations that are true', { annotations: true }],
  ])('%s', async (_, options) => {
    await expect(gate({ root: project, ...options })).rejects.toBeInstanceOf(ArgumentError);
  });
});

describe('coverage that nothing can be judged by', () => {
  const spoilt: readonly [string, (root: string) => void, RegExp][] = [
    [
      'none',
      (root) => {
        rmSync(path.join(root, REPORT));
      },
      /does not exist/,
    ],
    [
      'a folder',
      (root) => {
        rmSync(path.join(root, REPORT));
        mkdirSync(path.join(root, REPORT));
      },
      /can't be read/,
    ],
    [
      'cut off',
      (root) => {
        rewriteReport(root, (text) => text.slice(0, -100));
      },
      /is cut off or no JSON/,
    ],
    [
      'empty',
      (root) => {
        rewriteReport(root, () => '');
      },
      /is cut off or no JSON/,
    ],
    [
      'lcov',
      (root) => {
        rewriteReport(root, () => 'TN:\nSF:src/overlap.mjs\n');
      },
      /but lcov/,
    ],
    [
      'Cobertura',
      (root) => {
        rewriteReport(root, () => '<?xml version="1.0" ?><coverage/>');
      },
      /but XML/,
    ],
    [
      "V8's own",
      (root) => {
        rewriteReport(root, () => '{"result":[]}');
      },
      /is no coverage in Istanbul's form/,
    ],
    [
      'a list',
      (root) => {
        rewriteReport(root, () => '[]');
      },
      /is no coverage in Istanbul's form/,
    ],
    [
      'of no file',
      (root) => {
        rewriteReport(root, () => '{}');
      },
      /holds no line/,
    ],
    [
      'a count without its place',
      (root) => {
        rewriteReport(root, (text) => text.replace('"s":{', '"s":{"99":1,'));
      },
      /is no coverage/,
    ],
    [
      'a negative count',
      (root) => {
        rewriteReport(root, (text) => text.replace('"s":{"0":1', '"s":{"0":-1'));
      },
      /is no coverage/,
    ],
    [
      'of another checkout',
      (root) => {
        rewriteReport(root, (text) => text.replaceAll(root, '/elsewhere'));
      },
      /is of another folder: it speaks of \/elsewhere/,
    ],
    [
      'of a source that is gone',
      (root) => {
        rmSync(path.join(root, 'src/overlap.mjs'));
      },
      /src\/overlap\.mjs \(gone\)/,
    ],
    [
      'of a line that is another',
      (root) => {
        appendFileSync(path.join(root, 'src/overlap.mjs'), 'export const more = 1;\n');
        rewriteReport(root, (text) => text);
      },
      /src\/overlap\.mjs \(line 11 is another\)/,
    ],
    [
      'of a source written later',
      (root) => {
        utimesSync(path.join(root, 'src/overlap.mjs'), new Date(), new Date(Date.now() + 60_000));
      },
      /src\/overlap\.mjs \(written later\)/,
    ],
  ];
  test.each(spoilt)('%s', async (_, spoil, message) => {
    const root = copyOf(project);
    const before = path.join(root, 'report.md');
    writeFileSync(before, 'of yesterday');
    spoil(root);
    const { code, out, err } = await judge(
      root,
      '--lines',
      '0',
      '--update-ratchet',
      '--format',
      'markdown',
      '--output',
      'report.md',
    );
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(readFileSync(before, 'utf8')).toBe('of yesterday');
    expect(existsSync(path.join(root, 'tensorproof-ratchet.json'))).toBe(false);
  });

  test('a line that was edited and kept its length is told by its time', async () => {
    const root = copyOf(project);
    const file = path.join(root, 'src/overlap.mjs');
    writeFileSync(file, readFileSync(file, 'utf8').replace('b[1]', 'b[9]'));
    utimesSync(file, new Date(), new Date(Date.now() + 60_000));
    expect(await judge(root)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/written later/) as string,
    });
  });

  test('sources with Windows line ends, a byte order mark and nothing at their end are themselves', async () => {
    const root = coveredProject({
      'src/a.mjs': '\uFEFFexport const a = 1;\r\nexport const b = 2;\r\n\r\n\r\n',
      'src/b.mjs': '#!/usr/bin/env node\nexport const c = 1;',
      'tests.mjs': "import './src/a.mjs';\nimport './src/b.mjs';",
    });
    expect(await judge(root, '--lines', '100')).toMatchObject({ code: 0, err: '' });
  });

  test('a folder whose name looks like a way out is none', async () => {
    const root = coveredProject({
      'src/..a/b.mjs': 'export const a = 1;\n',
      'tests.mjs': "import './src/..a/b.mjs';",
    });
    expect(await judge(path.join(root, 'src'), '--data', '../coverage/coverage-final.json')).toMatchObject({
      code: 0,
    });
  });
});

test('a gate over code that no test touches is closed, whatever is asked for', async () => {
  const root = coveredProject({ 'src/a.mjs': 'export const a = 1;\n', 'tests.mjs': '' });
  const { code, out } = await judge(root);
  expect(code).toBe(1);
  expect(out).toMatch(/lines .* 0\.0 %.*the gate is closed: not one line ran\./s);
});

describe('where nothing can be written', () => {
  test.each([
    ['the report', ['--output', 'sub/report.md'], 'sub/report.md'],
    ['the ratchet', ['--ratchet', 'sub/ratchet.json', '--update-ratchet'], 'sub/ratchet.json'],
  ] as const)('%s: an error, and the old one stays', async (_, args, file) => {
    const root = copyOf(project);
    const old = '{ "version": 1, "figures": {} }';
    mkdirSync(path.join(root, 'sub'));
    writeFileSync(path.join(root, file), old);
    const result = await readOnly(root, path.join(root, 'sub'), async () => judge(root, ...args));
    expect(result).toMatchObject({
      code: 2,
      err: expect.stringMatching(/can't be written: EACCES/) as string,
    });
    expect(readFileSync(path.join(root, file), 'utf8')).toBe(old);
  });
});

test('annotations are counted as the audit counts them, and lack names', async () => {
  const typed = coveredProject({
    'src/a.mjs': 'export const a = 1;\n',
    'src/model.ts':
      'export function iou(a: number, b) { return a; }\nexport const ok = (x: number): number => x;\n',
    'tests.mjs': "import './src/a.mjs';",
  });
  const args = ['--annotated', '100', '--format', 'json'];
  const { code, out } = await runGate(typed, ...args);
  const report = JSON.parse(out) as Awaited<ReturnType<typeof gate>>;
  expect(code).toBe(1);
  expect(report.uncovered.annotated).toEqual([{ name: 'iou', file: 'src/model.ts', line: 1 }]);
  writeFileSync(
    path.join(typed, 'tensorproof.config.json'),
    JSON.stringify({
      paths: ['src'],
      thresholds: { annotated: 50, paths: { 'src/model.ts': { annotated: 99 } } },
    }),
  );
  const { out: terminal } = await runGate(typed);
  expect(terminal).toMatch(/annotated of src\/model\.ts .* below 99 %\n {2}src\/model\.ts:1 {2}iou/);
});

/** Runs with a folder that this process may only read; a root user gives up its rights meanwhile. */
async function readOnly<T>(root: string, folder: string, run: () => Promise<T>): Promise<T> {
  chmodSync(root, 0o755);
  chmodSync(folder, 0o555);
  const { geteuid, seteuid } = process;
  const before = geteuid?.();
  if (before === 0) seteuid?.(65_534);
  try {
    return await run();
  } finally {
    if (before === 0) seteuid?.(0);
    chmodSync(folder, 0o755);
  }
}

import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { audit, defineRule } from '../../src/analyzer/index.ts';
import { ArgumentError } from '../../src/errors.ts';
import { scratchFolder } from './scratch-folder.ts';

const LEAKY = `import * as tf from '@tensorflow/tfjs';
export const step = (x: tf.Tensor2D): void => {
  tf.tidy(async () => { await x.data(); });
};
`;

/** Only the rule that these tests know the findings of, and the rules about comments. */
async function run(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: Parameters<typeof audit>[0] = {},
) {
  return audit({ root: scratchFolder(files), ...options });
}

const named = (report: {
  readonly findings: readonly { rule: string; file: string; place: { line: number } }[];
}) => report.findings.map(({ rule, file, place }) => `${file}:${place.line} ${rule}`);

describe('a run', () => {
  test('gives findings by file and place, and what is annotated', async () => {
    const report = await run({
      'src/b.ts': LEAKY,
      'src/a.ts': `\n${LEAKY}`,
      'src/c.ts': 'export const n = 1;',
    });
    expect(named(report)).toContain('src/a.ts:4 async-in-tidy');
    expect(named(report)).toContain('src/b.ts:3 async-in-tidy');
    expect(report.findings.map(({ file }) => file)).toEqual(
      report.findings.map(({ file }) => file).toSorted(),
    );
    expect(report).toMatchObject({ files: 3, lines: 10, fails: true, problems: [] });
    expect(report.coverage.figures).toMatchObject({
      annotated: { part: 5, of: 5 },
      ranked: { part: 2, of: 2 },
    });
    expect(report.coverage.folders.map(({ folder }) => folder)).toEqual(['.', 'src']);
    expect(report.coverage.modules[0]?.units).toMatchObject([
      { name: 'step', counts: { positions: 2, tensors: 1 } },
    ]);
  });

  test('is plain data', async () => {
    const report = await run({ 'a.ts': LEAKY });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  test('looks at scripts of Vue and Svelte files where they stand', async () => {
    const report = await run({
      'App.vue': `<template>\n</template>\n<script setup lang="ts">\n${LEAKY}</script>`,
    });
    expect(named(report)).toContain('App.vue:6 async-in-tidy');
  });

  test.each<[string, Parameters<typeof audit>[0], boolean]>([
    ['an error fails', {}, true],
    ['a warning fails', { rules: { 'async-in-tidy': 'warning' } }, true],
    [
      'a warning passes where errors are asked for',
      { rules: { 'async-in-tidy': 'warning' }, failOn: 'error' },
      false,
    ],
    ['a hint passes', { rules: { 'async-in-tidy': 'hint' } }, false],
    ['what is off is not looked for', { rules: { 'async-in-tidy': 'off' } }, false],
    [
      'a threshold that does not hold fails',
      { rules: { 'async-in-tidy': 'off' }, thresholds: { shaped: 10 } },
      true,
    ],
    [
      'a threshold that holds',
      {
        rules: { 'async-in-tidy': 'off' },
        thresholds: { ranked: 100, paths: { '*.ts': { annotated: 100 } } },
      },
      false,
    ],
    [
      'a threshold of a path',
      { rules: { 'async-in-tidy': 'off' }, thresholds: { paths: { '*.ts': { shaped: 1 } } } },
      true,
    ],
  ])('%s', async (_, options, fails) => {
    expect((await run({ 'a.ts': LEAKY }, options)).fails).toBe(fails);
  });

  test.each<[string, Parameters<typeof audit>[0], RegExp]>([
    ['an unknown option', { path: ['src'] } as object, /there is no option 'path'.*\n.*'paths'/],
    ['an unknown rule', { rules: { 'async-in-tdy': 'off' } }, /no rule 'async-in-tdy'.*\n.*'async-in-tidy'/],
    ['an unknown level', { rules: { 'async-in-tidy': 'warn' as 'warning' } }, /error, warning, hint, off/],
    [
      'an unknown option of a rule',
      { rules: { 'async-in-tidy': ['error', { loops: true }] } },
      /there is no option 'loops'/,
    ],
  ])('refuses %s', async (_, options, message) => {
    const refused = run({ 'a.ts': LEAKY }, options);
    await expect(refused).rejects.toThrow(ArgumentError);
    await expect(refused).rejects.toThrow(message);
  });

  test('an empty folder is clean', async () => {
    expect(await run({})).toMatchObject({ files: 0, findings: [], fails: false });
  });

  test('ends when it is told to', async () => {
    await expect(run({ 'a.ts': LEAKY }, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    );
  });
});

describe('what can not be looked at is said, and the rest goes on', () => {
  test('syntax, encodings, videos and generated files', async () => {
    const report = await run({
      'broken.ts': 'export function f( {',
      'latin.ts': Buffer.from('// caf\xe9', 'latin1'),
      'video.ts': Buffer.from([0x47, 0, 0]),
      'huge.ts': 'x;'.repeat(1_100_000),
      'good.ts': `\uFEFF${LEAKY.replaceAll('\n', '\r\n')}`,
    });
    expect(report.problems.map(({ kind, file }) => `${file}: ${kind}`).toSorted()).toEqual([
      'broken.ts: syntax',
      'huge.ts: too-large',
      'latin.ts: not-utf8',
      'video.ts: not-text',
    ]);
    expect(named(report)).toContain('good.ts:3 async-in-tidy');
    expect(report.problems.find(({ kind }) => kind === 'syntax')?.place).toMatchObject({ line: 1 });
  });

  test('a rule that throws is named, once a file', async () => {
    const bad = defineRule({
      id: 'my-rule',
      category: 'data',
      level: 'error',
      needsTypes: false,
      description: 'Throws.',
      messages: {},
      check: () => ({
        CallExpression() {
          throw new TypeError('not ready');
        },
      }),
    });
    const report = await run({ 'a.ts': LEAKY, 'b.ts': LEAKY }, { ownRules: [bad] });
    const failures = report.problems.filter(({ kind }) => kind === 'rule-failed');
    expect(failures.map(({ rule, file }) => `${rule} ${file}`)).toEqual(['my-rule a.ts', 'my-rule b.ts']);
    expect(failures[0]?.message).toMatch(/my-rule failed: TypeError: not ready \(at .*audit\.test\.ts/);
    expect(named(report)).toContain('b.ts:3 async-in-tidy');
    expect(report.fails).toBe(true);
  });

  test('two rules of one id are refused', async () => {
    const again = defineRule({
      id: 'async-in-tidy',
      category: 'data',
      level: 'error',
      needsTypes: false,
      description: '',
      messages: {},
      check: () => ({}),
    });
    await expect(run({ 'a.ts': LEAKY }, { ownRules: [again] })).rejects.toThrow(/two rules 'async-in-tidy'/);
  });
});

const typed = defineRule({
  id: 'says-types',
  category: 'data',
  level: 'warning',
  needsTypes: true,
  description: 'Says the type of every exported variable.',
  messages: { type: '{name}: {type}' },
  concerns: () => true,
  check: ({ checker, report }) => ({
    VariableDeclaration(node) {
      const type = checker().typeToString(checker().getTypeAtLocation(node));
      report({ at: node.name, message: 'type', data: { name: node.name.getText(), type } });
    },
  }),
});
const OFF = { 'async-in-tidy': 'off' } as const;

describe('types', () => {
  const files = {
    'a.ts': "import { one } from './b.ts';\nexport const a = one();\n",
    'b.ts': 'export function one() { return [1]; }\n',
    'C.vue': '<p/>\n<script lang="ts">\nimport { one } from "./b";\nconst c = one();\n</script>\n',
  };
  const options = { ownRules: [typed], rules: OFF };
  const said = async (extra: Readonly<Record<string, string>>, given: Parameters<typeof audit>[0] = {}) =>
    run({ ...files, ...extra }, { ...options, ...given });

  test('come from the program of the nearest tsconfig.json', async () => {
    const report = await said({ 'tsconfig.json': '{ "compilerOptions": { "strict": true } }' });
    expect(report.typed).toBe(true);
    expect(
      report.findings
        .filter(({ rule }) => rule === 'says-types')
        .map(({ file, message }) => `${file} ${message}`),
    ).toEqual(['C.vue c: number[]', 'a.ts a: number[]']);
    expect(report.problems).toEqual([]);
    // Without an annotation, and certain: `a`, and what `one` returns.
    expect(report.coverage.counts).toMatchObject({ positions: 2, inferred: 2 });
  });

  test('without a tsconfig.json the usual options are used, which is said', async () => {
    const report = await said({});
    expect(report.problems.map(({ kind }) => kind)).toEqual(['no-tsconfig']);
    expect(report.findings.map(({ message }) => message)).toContain('a: number[]');
  });

  test('a broken tsconfig.json is said, with the place', async () => {
    const report = await said({ 'tsconfig.json': '{\n  "compilerOptions": { "strict": tru }\n}' });
    expect(report.problems).toMatchObject([{ kind: 'tsconfig', file: 'tsconfig.json' }]);
    expect(report.problems[0]?.message).toMatch(/^line 2, column \d+: /);
    expect(report.findings.map(({ message }) => message)).toContain('a: number[]');
  });

  test('a tsconfig.json with references lends the options of the one that includes the file', async () => {
    const root = scratchFolder({
      'tsconfig.json': '{ "files": [], "references": [{ "path": "./app" }, { "path": "./gone" }] }',
      'app/tsconfig.json':
        '{ "compilerOptions": { "strict": false, "composite": true }, "include": ["../src"] }',
      'src/a.ts': 'export const a = [undefined];\n',
    });
    const report = await audit({ root, ...options });
    // Without `strict`, undefined widens to any.
    expect(report.findings.map(({ message }) => message)).toContain('a: any[]');
    expect(report.problems).toMatchObject([
      { kind: 'tsconfig', message: expect.stringContaining('gone') as string },
    ]);
  });

  test('can be turned off, which is said', async () => {
    const report = await said({}, { types: false });
    expect(report.typed).toBe(false);
    expect(report.findings).toEqual([]);
    expect(report.problems).toMatchObject([
      { kind: 'types-off', message: expect.stringContaining('says-types') as string },
    ]);
    expect(report.rules.map(({ id }) => id)).not.toContain('says-types');
  });
});

describe('comments that keep findings quiet', () => {
  const tidy = (before: string, after = '') =>
    `import * as tf from '@tensorflow/tfjs';\n${before}\ntf.tidy(async () => 1);${after}\n`;

  test.each<[string, string, readonly string[], number]>([
    ['the next line', tidy('// tensorproof-ignore-next-line async-in-tidy -- it returns a number'), [], 1],
    ['the same line', tidy('', ' // tensorproof-ignore-line async-in-tidy -- it returns a number'), [], 1],
    ['the file', tidy('/* tensorproof-ignore-file async-in-tidy -- it returns numbers */'), [], 1],
    [
      'several rules',
      tidy('// tensorproof-ignore-next-line async-in-tidy, unused-suppression -- why'),
      ['unused-suppression'],
      1,
    ],
    [
      'without a reason',
      tidy('// tensorproof-ignore-next-line async-in-tidy'),
      ['unclear-suppression', 'async-in-tidy'],
      0,
    ],
    [
      'without a rule',
      tidy('// tensorproof-ignore-next-line -- because'),
      ['unclear-suppression', 'async-in-tidy'],
      0,
    ],
    [
      'of no such rule',
      tidy('// tensorproof-ignore-next-line async-in-tdy -- why'),
      ['unclear-suppression', 'async-in-tidy'],
      0,
    ],
    [
      'of another line',
      tidy('// tensorproof-ignore-next-line async-in-tidy -- why\n'),
      ['unused-suppression', 'async-in-tidy'],
      0,
    ],
    [
      'in a text',
      tidy('const s = "// tensorproof-ignore-next-line async-in-tidy -- why";'),
      ['async-in-tidy'],
      0,
    ],
    [
      'in a docstring',
      tidy('/**\n * `// tensorproof-ignore-next-line async-in-tidy -- why`\n */'),
      ['async-in-tidy'],
      0,
    ],
    [
      'in a template',
      tidy('const s = `\n// tensorproof-ignore-next-line async-in-tidy -- why\n`;'),
      ['async-in-tidy'],
      0,
    ],
  ])('%s', async (_, code, expected, suppressed) => {
    const report = await run({ 'a.ts': code });
    expect(report.findings.map(({ rule }) => rule)).toEqual(expected);
    expect(report.suppressed).toBe(suppressed);
  });

  test('one for a rule that did not run is not called unused', async () => {
    const report = await run(
      { 'a.ts': tidy('// tensorproof-ignore-next-line async-in-tidy -- why') },
      { rules: OFF },
    );
    expect(report.findings).toEqual([]);
  });
});

test('a link that leads in a circle ends', async () => {
  const root = scratchFolder({ 'a/b.ts': LEAKY });
  symlinkSync('..', path.join(root, 'a/up'));
  writeFileSync(path.join(root, 'c.ts'), '');
  expect((await audit({ root })).files).toBe(2);
});

import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { audit } from '../../../src/analyzer/audit.ts';
import type { AuditReport } from '../../../src/analyzer/report.ts';
import type { AuditOptions } from '../../../src/analyzer/settings.ts';
import { scratchFolder } from '../scratch-folder.ts';
import { witnessRule } from '../witness-rule.ts';

const LEAKY = `import * as tf from '@tensorflow/tfjs';
export const step = (x: tf.Tensor2D): void => {
  tf.tidy(async () => { await x.data(); });
};
`;

let looked: string[] = [];

/** Notes the files that it is shown: those that were not taken from the cache. */
const witness = witnessRule((file) => looked.push(file));

/** A run that keeps its results, and the files that it looked at. */
async function run(
  root: string,
  options: AuditOptions = {},
): Promise<{ readonly report: AuditReport; readonly looked: readonly string[] }> {
  looked = [];
  const report = await audit({ root, paths: ['src'], ownRules: [witness], cache: '.cache', ...options });
  return { report, looked: looked.sort() };
}

function kept(root: string): string {
  const [name = ''] = readdirSync(path.join(root, '.cache'));
  return path.join(root, '.cache', name);
}

describe('without types', { timeout: 30_000 }, () => {
  const files = { 'src/a.ts': LEAKY, 'src/b.ts': 'export const b = 1;\n' };

  test('what did not change is not looked at again, and the report is the same', async () => {
    const root = scratchFolder(files);
    const first = await run(root);
    expect(first.looked).toEqual(['src/a.ts', 'src/b.ts']);
    expect(first.report.findings.map(({ rule }) => rule)).toContain('async-in-tidy');
    const second = await run(root);
    expect(second.looked).toEqual([]);
    expect(second.report).toEqual(first.report);
    expect(second.report).toEqual((await run(root, { cache: 'elsewhere' })).report);
  });

  test('a changed file is looked at, and so is one that is new', async () => {
    const root = scratchFolder(files);
    await run(root);
    writeFileSync(path.join(root, 'src/b.ts'), LEAKY);
    writeFileSync(path.join(root, 'src/c.ts'), 'export const c = 1;\n');
    const { report, looked: again } = await run(root);
    expect(again).toEqual(['src/b.ts', 'src/c.ts']);
    expect(report.findings.filter(({ rule }) => rule === 'async-in-tidy').map(({ file }) => file)).toEqual([
      'src/a.ts',
      'src/b.ts',
    ]);
    expect((await run(root)).looked).toEqual([]);
  });

  test('a file of the same content under another name has its own findings', async () => {
    const root = scratchFolder(files);
    await run(root);
    renameSync(path.join(root, 'src/a.ts'), path.join(root, 'src/z.ts'));
    const { report, looked: again } = await run(root);
    expect(again).toEqual(['src/z.ts']);
    expect(new Set(report.findings.map(({ file }) => file))).toEqual(new Set(['src/z.ts']));
    expect(readFileSync(kept(root), 'utf8')).not.toContain('src/a.ts');
  });

  test('a part of the files leaves what is known of the others', async () => {
    const root = scratchFolder(files);
    await run(root);
    await run(root, { paths: ['src/b.ts'] });
    expect((await run(root)).looked).toEqual([]);
  });

  test.each<[string, AuditOptions]>([
    ['a level', { rules: { 'async-in-tidy': 'hint' } }],
    ['an option', { rules: { witness: 'warning' } }],
    ['a rule of the user', { ownRules: [{ ...witness, description: 'Another.' }] }],
    ['the version of a rule of the user', { ownRules: [{ ...witness, version: '2' }] }],
    ['types', { types: true }],
  ])('another run by %s has results of its own', async (_, options) => {
    const root = scratchFolder(files);
    await run(root);
    expect((await run(root, options)).looked).toEqual(['src/a.ts', 'src/b.ts']);
    expect((await run(root)).looked).toEqual([]);
    expect((await run(root, options)).looked).toEqual([]);
  });

  test('another checkout knows what this one knew', async () => {
    const root = scratchFolder(files);
    await run(root);
    const elsewhere = scratchFolder();
    cpSync(root, elsewhere, { recursive: true });
    expect((await run(elsewhere)).looked).toEqual([]);
  });

  test('a file whose helper changed is looked at again', async () => {
    const tfjs = "import * as tf from '@tensorflow/tfjs';\n";
    const root = scratchFolder({
      'src/a.ts': `${tfjs}import { use } from '../lib/use';\nfor (const i of all) { const x = tf.ones([i]); use(x); }\n`,
      'lib/use.ts': `${tfjs}export function use(x: tf.Tensor) { x.print(); }\n`,
    });
    const leaks = ({ report }: { readonly report: AuditReport }): number =>
      report.findings.filter(({ rule }) => rule === 'undisposed-tensor').length;
    expect(leaks(await run(root))).toBe(1);
    expect((await run(root)).looked).toEqual([]);
    writeFileSync(
      path.join(root, 'lib/use.ts'),
      `${tfjs}export function use(x: tf.Tensor) { x.dispose(); }\n`,
    );
    const second = await run(root);
    expect(second.looked).toEqual(['src/a.ts']);
    expect(leaks(second)).toBe(0);
    // Found before the one that was followed.
    writeFileSync(path.join(root, 'lib/use'), '');
    expect((await run(root)).looked).toEqual([]);
    rmSync(path.join(root, 'lib/use.ts'));
    const third = await run(root);
    expect([third.looked, leaks(third)]).toEqual([['src/a.ts'], 0]);
  });

  test('a syntax error is known, and said, again', async () => {
    const root = scratchFolder({ 'src/a.ts': 'export const = ;' });
    const { report } = await run(root);
    expect(report.problems.map(({ kind }) => kind)).toEqual(['syntax']);
    expect((await run(root)).report).toEqual(report);
  });

  test('a file whose rule failed is looked at again', async () => {
    const root = scratchFolder(files);
    const failing: AuditOptions = {
      ownRules: [witness, { ...witness, id: 'failing', check: () => { throw new Error('no memory'); } }], // prettier-ignore
    };
    await run(root, failing);
    expect((await run(root, failing)).looked).toEqual(['src/a.ts', 'src/b.ts']);
  });
});

describe('a cache that is no good', { timeout: 30_000 }, () => {
  test.each<[string, (text: string) => string]>([
    ['empty', () => ''],
    ['half', (text) => text.slice(0, text.length / 2)],
    ['changed', (text) => text.replace('async-in-tidy', 'async-in-tidz')],
    ['something else', () => '{"version": 1}'],
  ])('%s: it is done without, and said', async (_, broken) => {
    const root = scratchFolder({ 'src/a.ts': LEAKY });
    const { report } = await run(root);
    const file = kept(root);
    writeFileSync(file, broken(readFileSync(file, 'utf8')));
    const again = await run(root);
    expect(again.looked).toEqual(['src/a.ts']);
    expect(again.report.findings).toEqual(report.findings);
    expect(again.report.problems).toEqual([
      {
        kind: 'cache',
        message: `the cache ${file} is broken, so everything was looked at anew`,
        fails: false,
      },
    ]);
    expect((await run(root)).looked).toEqual([]);
  });

  test('one that can not be written is said, and costs nothing else', async () => {
    const root = scratchFolder({ 'src/a.ts': LEAKY, '.cache': 'a file' });
    const { report } = await run(root);
    expect(report.findings.length).toBeGreaterThan(0);
    expect(report.problems).toEqual([
      {
        kind: 'cache',
        message: expect.stringMatching(/^the cache can't be written: /) as string,
        fails: false,
      },
    ]);
  });

  test('runs at once leave a whole one', async () => {
    const root = scratchFolder({ 'src/a.ts': LEAKY, 'src/b.ts': LEAKY });
    const reports = await Promise.all(Array.from({ length: 4 }, async () => (await run(root)).report));
    expect(new Set(reports.map((report) => JSON.stringify(report))).size).toBe(1);
    expect(readdirSync(path.join(root, '.cache'))).toHaveLength(1);
    expect((await run(root)).looked).toEqual([]);
  });

  test('only the latest kinds of runs are kept', async () => {
    const root = scratchFolder({ 'src/a.ts': LEAKY });
    for (let version = 0; version < 10; version++)
      await run(root, { ownRules: [{ ...witness, version: String(version) }] });
    expect(readdirSync(path.join(root, '.cache'))).toHaveLength(8);
  });
});

describe('with types', { timeout: 60_000 }, () => {
  const files = {
    'package-lock.json': '{}',
    'tsconfig.json': '{ "compilerOptions": { "strict": true, "types": [], "lib": ["es2022"] } }',
    'src/base.ts': 'export const size = 1;\n',
    'src/middle.ts': "export { size } from './base.ts';\n",
    'src/top.ts': "import { size } from './middle.ts';\nexport const area = () => size * size;\n",
    'src/alone.ts': 'export const alone = () => 1;\n',
    'lib/outside.d.ts': 'export declare const outside: number;\n',
    'src/reads.ts': "import { outside } from '../lib/outside.js';\nexport const reads = () => outside;\n",
  };
  const all = ['src/alone.ts', 'src/base.ts', 'src/middle.ts', 'src/reads.ts', 'src/top.ts'];

  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['nothing', {}, []],
    ['a file that others see, through another', { 'src/base.ts': 'export const size = "a";\n' }, ['src/base.ts', 'src/middle.ts', 'src/top.ts']], // prettier-ignore
    ['a file that nobody sees', { 'src/alone.ts': 'export const alone = () => 2;\n' }, ['src/alone.ts']],
    ['a file that begins to declare for everyone', { 'src/alone.ts': 'declare const everywhere: 1;\n' }, all],
    ['a declaration outside of the run', { 'lib/outside.d.ts': 'export declare const outside: string;\n' }, all], // prettier-ignore
    ['compiler options', { 'tsconfig.json': '{ "compilerOptions": { "strict": false, "types": [] } }' }, all],
    ['a nearer tsconfig.json', { 'src/tsconfig.json': '{}' }, all],
    ['what is installed', { 'package-lock.json': '{ "a": 1 }' }, all],
  ])('%s changed', async (_, changes, wanted) => {
    const root = scratchFolder(files);
    expect((await run(root, { types: true })).looked).toEqual(all);
    for (const [name, text] of Object.entries(changes)) writeFileSync(path.join(root, name), text);
    const { report, looked: again } = await run(root, { types: true });
    expect(again).toEqual(wanted);
    rmSync(path.join(root, '.cache'), { recursive: true });
    expect(report).toEqual((await run(root, { types: true })).report);
  });
});

import { describe, expect, test } from 'vitest';
import { audit } from '../../../src/analyzer/audit.ts';
import { scratchFolder } from '../scratch-folder.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

/** A loop that gives what a helper makes to nobody. */
const leaking = (imported: string, callee = 'make'): string =>
  `${tfjs}${imported}\nfor (const i of all) { const x = ${callee}(i); x.print(); }\n`;

const MAKES = 'export function make(n: number) { return tf.ones([n]); }\n';

/** The rules that find something in `main.ts`, with the files around it. */
async function found(main: string, others: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const root = scratchFolder({ 'src/main.ts': main, ...others });
  const { findings, problems } = await audit({ root, paths: ['src/main.ts'] });
  expect(problems).toEqual([]);
  return findings.filter(({ level }) => level !== 'hint').map(({ rule }) => rule);
}

describe('a helper of another file is followed', { timeout: 30_000 }, () => {
  test.each<[string, string, string, string, string?]>([
    ['by name', "import { make } from './helpers';", 'src/helpers.ts', MAKES],
    ['under another name', "import { make as build } from './helpers';", 'src/helpers.ts', MAKES, 'build'],
    ['as the default', "import make from './helpers';", 'src/helpers.ts', MAKES.replace('function', 'default function')],
    ['as the default by name', "import make from './helpers';", 'src/helpers.ts', `${MAKES.replace('export ', '')}export default make;\n`],
    ['in a namespace', "import * as helpers from './helpers';", 'src/helpers.ts', MAKES, 'helpers.make'],
    ['an arrow', "import { make } from './helpers';", 'src/helpers.ts', 'export const make = (n: number) => tf.ones([n]);\n'],
    ['exported by a list', "import { make } from './helpers';", 'src/helpers.ts', `${MAKES.replace('export function make', 'function f')}export { f as make };\n`],
    ['written as JavaScript', "import { make } from './helpers.js';", 'src/helpers.ts', MAKES],
    ['with its ending', "import { make } from './helpers.ts';", 'src/helpers.ts', MAKES],
    ['in a folder', "import { make } from './helpers';", 'src/helpers/index.ts', MAKES],
    ['above', "import { make } from '../lib/helpers';", 'lib/helpers.ts', MAKES],
    ['JavaScript', "import { make } from './helpers.js';", 'src/helpers.js', MAKES.replace(': number', '')],
  ])('%s', async (_, imported, file, helper, callee) => {
    expect(await found(leaking(imported, callee), { [file]: tfjs + helper })).toEqual(['undisposed-tensor']);
  }); // prettier-ignore

  test('what it disposes of is freed, and what it only reads is not', async () => {
    const main = (helper: string): string =>
      `${tfjs}import { ${helper} } from './helpers';\nfor (const i of all) { const x = tf.ones([i]); ${helper}(x); }\n`;
    const helpers = `${tfjs}export function free(t: tf.Tensor) { t.dispose(); }
export function read(t: tf.Tensor) { t.print(); }
export function hold(t: tf.Tensor) { list.push(t); }
`;
    expect(await found(main('free'), { 'src/helpers.ts': helpers })).toEqual([]);
    expect(await found(main('hold'), { 'src/helpers.ts': helpers })).toEqual([]);
    expect(await found(main('read'), { 'src/helpers.ts': helpers })).toEqual(['undisposed-tensor']);
  });
});

describe('a helper of another file says nothing', { timeout: 30_000 }, () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['that gives what it holds', { 'src/helpers.ts': `${tfjs}const held = tf.ones([1]);\nexport function make() { return held; }\n` }],
    ['that only hands on another file’s', { 'src/helpers.ts': "export { make } from './more';\n", 'src/more.ts': tfjs + MAKES }],
    ['that calls a third file', { 'src/helpers.ts': "import { inner } from './more';\nexport function make(n: number) { return inner(n); }\n", 'src/more.ts': tfjs + MAKES.replace('make', 'inner') }],
    ['that is not there', {}],
    ['that is not exported', { 'src/helpers.ts': tfjs + MAKES.replace('export ', '') }],
    ['that can be another at run time', { 'src/helpers.ts': `${tfjs}export let make = (n: number) => tf.ones([n]);\n` }],
    ['that does not parse', { 'src/helpers.ts': 'export function make( {' }],
    ['that imports its importer', { 'src/helpers.ts': "import { other } from './main';\nexport function make(n: number) { return other(n); }\n" }],
  ])('%s', async (_, others) => {
    expect(await found(leaking("import { make } from './helpers';"), others)).toEqual([]);
  }); // prettier-ignore

  test('of a package', async () => {
    expect(
      await found(leaking("import { make } from 'helpers';"), { 'src/helpers.ts': tfjs + MAKES }),
    ).toEqual([]);
  });
});

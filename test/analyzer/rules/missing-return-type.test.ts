import { expect, test } from 'vitest';
import { audit } from '../../../src/analyzer/index.ts';
import { missingReturnType } from '../../../src/analyzer/rules/missing-return-type.ts';
import { scratchFolder } from '../scratch-folder.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(missingReturnType, {
  valid: [
    `${tfjs}export function f(x: tf.Tensor): tf.Tensor { return x; }`,
    { name: 'nothing is returned', code: `${tfjs}export function f() { g(); }` },
    { name: 'what is returned is certain', code: `${tfjs}export const f = () => tf.tensor2d([[1]]);` },
    { name: 'not exported', code: `${tfjs}function f() { return g(); }` },
    {
      name: 'a constructor and a setter',
      code: `${tfjs}export class A { constructor() { return g(); } set a(x: number) { g(); } }`,
    },
    { name: 'JavaScript', code: `${tfjs}export function f() { return g(); }`, path: 'a.js' },
    { name: 'an interface', code: `${tfjs}export interface A { f(): number }` },
  ],
  invalid: [
    {
      code: `${tfjs}export function f(x: tf.Tensor) { return x; }`,
      errors: [{ message: 'missing', at: 'f' }],
    },
    {
      code: `${tfjs}export const f = (x: tf.Tensor) => x.square();`,
      errors: [{ message: 'missing', at: 'f' }],
    },
    {
      code: `${tfjs}export class A { get w() { return this.x; } f() { return g(); } }`,
      errors: [
        { message: 'missing', at: 'w' },
        { message: 'missing', at: 'f' },
      ],
    },
    { code: `${tfjs}export default (x: tf.Tensor) => x;`, errors: ['missing'] },
  ],
});

const WRITTEN: readonly (readonly [string, string, string | undefined])[] = [
  ['a rank', 'export function f(x: Two) { return x; }', ': Two'],
  ['a list', 'export const f = (xs: Two[]) => xs.slice();', ': Two[]'],
  ['a promise', 'export async function f(x: Two) { return x; }', ': Promise<Two>'],
  ['a number', 'export function f(n: number) { return n + 1; }', ': number'],
  ['no place without parentheses', 'export const f = n => [n + 1].length;', undefined],
  ['any', 'export function f(n: any) { return n; }', undefined],
  ['a type that is not in scope', 'export function f() { return hidden(); }', undefined],
  ['an object in place', 'export function f(a: number) { return { a }; }', undefined],
  [
    'a predicate',
    'export function f(a: unknown) { return typeof a === "string" || typeof a === "number"; }',
    undefined,
  ],
];

test(
  'with types, the fix writes what the checker knows and the file can name',
  { timeout: 30_000 },
  async () => {
    const sources = WRITTEN.map(([, code], index): [string, string] => [
      `a${index}.ts`,
      `import { hidden } from './hidden';\n/* @tensorflow/tfjs */ interface Two { rank: 2; }\n${code}\n`,
    ]);
    const root = scratchFolder({
      'tsconfig.json': '{ "compilerOptions": { "strict": true } }',
      'hidden.ts':
        'class Hidden { private a = 1; }\nexport function hidden(): Hidden { return new Hidden(); }\n',
      ...Object.fromEntries(sources),
    });
    const { findings } = await audit({ root, types: true });
    const found = findings.filter(({ rule }) => rule === 'missing-return-type');
    const written = found.map(({ file, fix }) => [
      WRITTEN[Number(/\d/.exec(file)?.[0])]?.[0],
      fix?.edits[0]?.text,
    ]);
    expect(written).toEqual(WRITTEN.map(([name, , text]) => [name, text]));
  },
);

import { missingParameterType } from '../../../src/analyzer/rules/missing-parameter-type.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(missingParameterType, {
  valid: [
    `${tfjs}export function f(x: tf.Tensor, y = 1): void {}`,
    { name: 'not exported', code: `${tfjs}function f(x) {}` },
    { name: 'a private method', code: `${tfjs}export class A { private f(x) {} #g(y) {} }` },
    { name: 'a callback', code: `${tfjs}export const ys = xs.map((x) => x);` },
    { name: 'a variable with a type', code: `${tfjs}export const f: F = (x) => x;` },
    { name: 'a file without tensors', code: 'export function f(x) {}' },
    { name: 'JavaScript', code: `${tfjs}export function f(x) {}`, path: 'a.js' },
    {
      name: 'a script block in JavaScript',
      code: `<script>\n${tfjs}export function f(x) {}</script>`,
      path: 'A.vue',
    },
    {
      name: 'JSDoc',
      code: `// @ts-check\n${tfjs}/** @param {tf.Tensor} x */\nexport function f(x) {}`,
      path: 'a.js',
    },
    {
      name: 'an override of a layer, which has a rule of its own',
      code: `${tfjs}export class A extends tf.layers.Layer { call(x) {} }`,
    },
  ],
  invalid: [
    {
      code: `${tfjs}export function f(x, { y }): void {}`,
      errors: [
        { message: 'missing', at: 'x' },
        { message: 'missing', at: '{ y }' },
      ],
    },
    { code: `${tfjs}export const f = (x) => x;`, errors: ['missing'] },
    { code: `${tfjs}function f(x) {}\nexport { f };`, errors: ['missing'] },
    { code: `${tfjs}export default function (x) {}`, errors: ['missing'] },
    {
      code: `${tfjs}export class A { constructor(a) {} f = (x) => x; set b(c) {} }`,
      errors: ['missing', 'missing', 'missing'],
    },
    {
      name: 'JavaScript that is checked',
      code: `// @ts-check\n${tfjs}export function f(x) {}`,
      path: 'a.mjs',
      errors: ['missing'],
    },
    {
      name: 'a script block',
      code: `<script lang="ts">\n${tfjs}export function f(x) {}</script>`,
      path: 'A.vue',
      errors: [{ message: 'missing', line: 3 }],
    },
  ],
});

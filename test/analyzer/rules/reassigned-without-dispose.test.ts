import { reassignedWithoutDispose } from '../../../src/analyzer/rules/reassigned-without-dispose.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(reassignedWithoutDispose, {
  valid: [
    {
      name: 'disposed of first',
      code: `${tfjs}let v = tf.ones([2]); for (const i of all) { const next = v.add(i); v.dispose(); v = next; }`,
    },
    {
      name: 'the old one under another name',
      code: `${tfjs}let v = tf.ones([2]); for (const i of all) { const old = v; v = v.add(i); old.dispose(); }`,
    },
    {
      name: 'stored',
      code: `${tfjs}let v = tf.ones([2]); for (const i of all) { list.push(v); v = v.add(i); }`,
    },
    {
      name: 'in a tidy',
      code: `${tfjs}const r = tf.tidy(() => { let v = tf.ones([2]); for (const i of all) { v = v.add(i); } return v; });`,
    },
    { name: 'once, at the top of a program', code: `${tfjs}let v = tf.ones([2]); v = v.add(1);` },
    {
      name: 'a caller may have a tidy',
      code: `${tfjs}export function f(x: tf.Tensor) { let y = x.add(1); y = y.mul(2); return y; }`,
    },
    {
      name: 'a parameter',
      code: `${tfjs}export async function f(x: tf.Tensor) { x = x.toFloat(); return x; }`,
    },
    {
      name: 'given in branches',
      code: `${tfjs}export async function f() { let x; if (a) { x = tf.ones([2]); } else { x = tf.zeros([2]); } return x; }`,
    },
    {
      name: 'a new name each turn',
      code: `${tfjs}for (const i of all) { let x; x = tf.ones([2]); keep(x); }`,
    },
    {
      name: 'a variable',
      code: `${tfjs}let v = tf.variable(tf.ones([2])); for (const i of all) { v = tf.variable(tf.zeros([2])); }`,
    },
    { name: 'a number', code: `${tfjs}let n = 0; for (const i of all) { n = n + i; }` },
    {
      name: 'in a loss',
      code: `${tfjs}for (;;) { opt.minimize(() => { let l = tf.scalar(0); for (const i of all) { l = l.add(i); } return l; }); }`,
    },
    {
      name: 'in a layer',
      code: `${tfjs}class L extends tf.layers.Layer { call(x: tf.Tensor) { let y = tf.relu(x); for (const i of all) y = y.add(i); return y; } }`,
    },
    {
      name: 'a member that is disposed of',
      code: `${tfjs}class A { async f() { const next = this.s.add(tf.scalar(1)); this.s.dispose(); this.s = next; } }`,
    },
  ],
  invalid: [
    {
      code: `${tfjs}let v = tf.ones([2]);\nfor (const i of all) {\n  v = v.add(1);\n}`,
      errors: [{ message: 'reassigned', line: 4, at: 'v = v.add(1)' }],
    },
    {
      name: 'by a tidy',
      code: `${tfjs}let v = tf.ones([2]); for (const i of all) { v = tf.tidy(() => v.add(i).mul(2)); }`,
      errors: ['reassigned'],
    },
    {
      name: 'a while',
      code: `${tfjs}export async function f(v: tf.Tensor) { while (go()) { v = v.mul(0.9); await tf.nextFrame(); } return v; }`,
      errors: ['reassigned'],
    },
    {
      name: 'the last one is disposed of',
      code: `${tfjs}let v = tf.ones([2]); for (let i = 0; i < 9; i++) { v = v.add(i); } v.dispose();`,
      errors: ['reassigned'],
    },
    {
      name: 'in a function that runs again and again',
      code: `${tfjs}export async function f(x: tf.Tensor) { let y = x.add(1); y = y.mul(2); const d = await y.data(); y.dispose(); return d; }`,
      errors: [],
    },
    {
      name: 'step by step',
      code: `${tfjs}export async function f(x: tf.Tensor) { let y = x.add(1); y = y.mul(2); return y; }`,
      errors: ['reassigned'],
    },
    {
      name: 'a total',
      code: `${tfjs}let total = tf.scalar(0); for (const b of batches) { total = tf.add(total, b); } total.print();`,
      errors: ['reassigned'],
    },
    {
      name: 'frames',
      code: `${tfjs}let last; function loop() { last = tf.browser.fromPixels(video); show(last.shape); requestAnimationFrame(loop); }`,
      errors: ['reassigned'],
    },
    {
      name: 'a member',
      code: `${tfjs}class A { s = tf.ones([2]); async step() { this.s = this.s.add(1); } }`,
      errors: ['reassigned'],
    },
    {
      name: 'without initialiser',
      code: `${tfjs}let p; const m = tf.sequential(); for (const x of xs) { p = m.predict(x); p.print(); }`,
      errors: ['reassigned'],
    },
  ],
});

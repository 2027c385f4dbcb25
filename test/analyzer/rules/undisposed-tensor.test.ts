import { undisposedTensor } from '../../../src/analyzer/rules/undisposed-tensor.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(undisposedTensor, {
  valid: [
    { name: 'once, at the top of a program', code: `${tfjs}const x = tf.ones([2]); x.print();` },
    {
      name: 'in a program that runs once',
      code: `${tfjs}async function main() { tf.ones([2]).print(); }\nmain();`,
    },
    {
      name: 'in a tidy',
      code: `${tfjs}for (const i of all) { tf.tidy(() => tf.ones([2]).add(i).mean()).dispose(); }`,
    },
    {
      name: 'disposed of',
      code: `${tfjs}for (const i of all) { const x = tf.ones([2]); x.print(); x.dispose(); }`,
    },
    {
      name: 'disposed of with others',
      code: `${tfjs}for (const i of all) { const x = tf.ones([2]); const y = tf.add(x, 1); tf.dispose([x, y]); }`,
    },
    { name: 'returned', code: `${tfjs}export async function f() { const x = tf.ones([2]); return x; }` },
    { name: 'the caller owns what is returned', code: `${tfjs}export const f = async () => tf.ones([2]);` },
    { name: 'stored', code: `${tfjs}for (const i of all) { const x = tf.ones([2]); list.push(x); }` },
    {
      name: 'given to a function that may own it',
      code: `${tfjs}for (const i of all) { const x = tf.ones([2]); consume(x); }`,
    },
    {
      name: 'kept',
      code: `${tfjs}for (const i of all) { const x = tf.keep(tf.ones([2])); tf.keep(tf.zeros([1])); }`,
    },
    {
      name: 'a caller may have a tidy',
      code: `${tfjs}export function f(x: tf.Tensor) { return x.add(1).mul(2); }`,
    },
    {
      name: 'called in a tidy only',
      code: `${tfjs}function f(x: tf.Tensor) { for (const i of all) { x.add(1).print(); } }\ntf.tidy(() => f(y));`,
    },
    {
      name: 'in a loss',
      code: `${tfjs}for (;;) { opt.minimize(() => model.predict(x).sub(y).square().mean()); }`,
    },
    {
      name: 'in a layer',
      code: `${tfjs}class L extends tf.layers.Layer { call(x: tf.Tensor) { for (const i of all) x.add(1).mul(2); return x; } }`,
    },
    {
      name: 'a scope by hand',
      code: `${tfjs}async function f() { for (;;) { tf.engine().startScope(); tf.ones([2]).print(); tf.engine().endScope(); } }`,
    },
    {
      name: 'a variable',
      code: `${tfjs}for (const i of all) { const w = tf.variable(tf.ones([2])); weights.push(w); }`,
    },
    {
      name: 'assigned to something outside',
      code: `${tfjs}let x; for (const i of all) { x = tf.ones([2]); }`,
    },
    { name: 'a test', code: `${tfjs}for (const i of all) { tf.ones([2]).print(); }`, path: 'src/a.test.ts' },
    { name: 'no tensor', code: `${tfjs}for (const i of all) { cart.add(i).mul(2); }` },
    {
      name: 'what a tidy hands on to a name outside',
      code: `${tfjs}let out; async function f() { for (;;) { tf.tidy(() => { out = tf.ones([1]); return out; }); } }`,
    },
    {
      name: 'a helper that disposes of it',
      code: `${tfjs}function done(t: tf.Tensor) { t.print(); t.dispose(); }\nfor (const i of all) { const x = tf.ones([2]); done(x); }`,
    },
    {
      name: 'a closure that disposes of it',
      code: `${tfjs}async function f() { for (;;) { const x = tf.ones([2]); later(() => x.dispose()); } }`,
    },
  ],
  invalid: [
    {
      name: 'a chain',
      code: `${tfjs}for (const i of all) { const x = tf.ones([2]).add(i); x.dispose(); }`,
      errors: [{ message: 'chained', at: 'tf.ones([2])' }],
    },
    {
      name: 'a name',
      code: `${tfjs}for (const i of all) {\n  const x = tf.ones([2]);\n  console.log(x.shape);\n}`,
      errors: [{ message: 'named', at: 'x', line: 3 }],
    },
    { name: 'nothing reads it', code: `${tfjs}for (const i of all) { tf.ones([2]); }`, errors: ['dropped'] },
    {
      name: 'an argument',
      code: `${tfjs}const x = tf.ones([2]); for (const i of all) { const y = x.mul(tf.scalar(2)); y.dispose(); }`,
      errors: [{ message: 'argument', at: 'tf.scalar(2)' }],
    },
    {
      name: 'a list as an argument',
      code: `${tfjs}for (const i of all) { const y = tf.stack([tf.scalar(2), a]); y.dispose(); }`,
      errors: ['argument'],
    },
    {
      name: 'values are read',
      code: `${tfjs}const m = tf.sequential(); for (const i of all) { const v = m.predict(x).dataSync(); }`,
      errors: ['read'],
    },
    {
      name: 'values are awaited',
      code: `${tfjs}export async function f(x: tf.Tensor) { return await tf.mean(x).data(); }`,
      errors: ['read'],
    },
    {
      name: 'an input of a model',
      code: `${tfjs}const m = tf.sequential(); app.post('/p', async (req, res) => { const p = m.predict(tf.tensor2d(req.body)); res.json(await p.array()); });`,
      errors: ['named', 'argument'],
    },
    {
      name: 'a frame',
      code: `${tfjs}function loop() { const x = tf.browser.fromPixels(video); const y = x.toFloat(); x.dispose(); show(y.shape); requestAnimationFrame(loop); }`,
      errors: [{ message: 'named', at: 'y' }],
    },
    {
      name: 'a named input of a graph model',
      code: `${tfjs}let m: tf.GraphModel; export async function f() { const r = m.execute({ x: tf.ones([1]) }); r.dispose(); }`,
      errors: ['argument'],
    },
    {
      name: 'an awaited execution',
      code: `${tfjs}let m: tf.GraphModel; export async function f(x: tf.Tensor) { const r = (await m.executeAsync(x)) as tf.Tensor; return r.dataSync(); }`,
      errors: ['named'],
    },
    {
      name: 'a helper that only reads it',
      code: `${tfjs}function show(t: tf.Tensor) { t.print(); }\nfor (const i of all) { const x = tf.ones([2]); show(x); }`,
      errors: ['named'],
    },
    {
      name: 'a helper that makes it',
      code: `${tfjs}function make() { return tf.ones([2]); }\nfor (const i of all) { const x = make(); x.print(); }`,
      errors: ['named'],
    },
    {
      name: 'a tidy that hands it on',
      code: `${tfjs}for (const i of all) { const x = tf.tidy(() => tf.ones([2]).add(1)); x.print(); }`,
      errors: ['named'],
    },
    {
      name: 'a loop of an exported function',
      code: `${tfjs}export function train(x: tf.Tensor) { for (let i = 0; i < 9; i++) { const y = x.add(i); y.print(); } }`,
      errors: ['named'],
    },
    {
      name: 'a callback of an array',
      code: `${tfjs}images.forEach((i) => { tf.browser.fromPixels(i).print(); });`,
      errors: ['read'],
    },
    {
      name: 'nested calls: the outermost says what to wrap',
      code: `${tfjs}for (const i of all) { console.log(tf.sum(tf.mul(tf.tensor([i]), y)).dataSync()); }`,
      errors: [{ message: 'read', at: 'tf.sum(tf.mul(tf.tensor([i]), y))' }],
    },
    {
      name: 'what a named tensor was made of is freed by nobody',
      code: `${tfjs}for (const i of all) { const s = tf.sum(tf.tensor([i])); s.print(); }`,
      errors: ['named', 'argument'],
    },
    {
      name: 'a helper called in a loop',
      code: `${tfjs}function step(x: tf.Tensor) { x.add(1).print(); }\nfor (const x of xs) step(x);`,
      errors: ['read'],
    },
    {
      name: 'named imports',
      code: `import { ones } from '@tensorflow/tfjs-core';\nfor (const i of all) { const x = ones([2]); x.print(); }`,
      errors: ['named'],
    },
  ],
});

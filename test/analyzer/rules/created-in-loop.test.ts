import { createdInLoop } from '../../../src/analyzer/rules/created-in-loop.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(createdInLoop, {
  valid: [
    { name: 'made once', code: `${tfjs}const o = tf.train.adam(); for (;;) { o.minimize(f); }` },
    {
      name: 'a builder',
      code: `${tfjs}export function build() { const m = tf.sequential(); m.add(l); return m; }`,
    },
    {
      name: 'a list of models',
      code: `${tfjs}for (const u of sizes) { const m = tf.sequential(); m.add(l); models.push(m); }`,
    },
    {
      name: 'a search over settings',
      code: `${tfjs}for (const lr of rates) { const o = tf.train.adam(lr); for (let i = 0; i < 9; i++) { o.minimize(f); } }`,
    },
    {
      name: 'a model for each setting, disposed of',
      code: `${tfjs}for (const u of sizes) { const m = tf.sequential(); await m.fit(x, y); m.dispose(); }`,
    },
    {
      name: 'an optimizer for a model',
      code: `${tfjs}for (const u of sizes) { const m = build(u); m.compile({ optimizer: tf.train.adam(), loss: 'meanSquaredError' }); }`,
    },
    {
      name: 'several models',
      code: `${tfjs}for (const url of urls) { const m = await tf.loadLayersModel(url); show(m.predict(x)); }`,
    },
    {
      name: 'kept for later',
      code: `${tfjs}let m; export async function f(x) { m ??= await tf.loadLayersModel('u'); return m.predict(x); }`,
    },
    {
      name: 'a program that runs once',
      code: `${tfjs}async function go() { const m = await tf.loadLayersModel('u'); m.predict(x); }\ngo();`,
    },
    {
      name: 'main',
      code: `${tfjs}export async function main() { const m = await tf.loadLayersModel('u'); m.predict(x); }`,
    },
    { name: 'weights', code: `${tfjs}for (const s of shapes) { weights.push(tf.variable(tf.zeros(s))); }` },
    { name: 'layers', code: `${tfjs}for (const u of sizes) { model.add(tf.layers.dense({ units: u })); }` },
    {
      name: 'a train function',
      code: `${tfjs}export function train() { const o = tf.train.adam(); for (;;) { o.minimize(f); } }`,
    },
    {
      name: 'a test',
      code: `${tfjs}for (;;) { const o = tf.train.adam(); o.minimize(f); }`,
      path: 'a.spec.ts',
    },
    {
      name: 'a learning rate that falls',
      code: `${tfjs}const m = tf.sequential(); for (const lr of rates) { m.compile({ optimizer: tf.train.adam(lr), loss: 'meanSquaredError' }); }`,
    },
  ],
  invalid: [
    {
      code: `${tfjs}for (;;) {\n  const o = tf.train.adam(0.01);\n  o.minimize(f);\n}`,
      errors: [{ message: 'optimizer', line: 3, at: 'tf.train.adam(0.01)' }],
    },
    { name: 'chained', code: `${tfjs}for (;;) { tf.train.sgd(0.1).minimize(f); }`, errors: ['optimizer'] },
    {
      name: 'each step',
      code: `${tfjs}function step(x, y) { const o = tf.train.adam(); const { grads } = tf.variableGrads(f); o.applyGradients(grads); tf.dispose(grads); }\nfor (const b of all) step(b);`,
      errors: ['optimizer'],
    },
    {
      name: 'each call',
      code: `${tfjs}export function step(x, y) { const o = tf.train.adam(); o.minimize(() => loss(x, y)); }`,
      errors: ['optimizer'],
    },
    {
      name: 'a model',
      code: `${tfjs}for (const b of batches) { const m = tf.sequential(); m.add(l); m.compile({}); await m.fit(b.x, b.y); }`,
      errors: ['model'],
    },
    {
      name: 'loaded in a loop',
      code: `${tfjs}for (const image of images) { const m = await tf.loadGraphModel('u'); show(m.predict(image)); }`,
      errors: ['loaded'],
    },
    {
      name: 'loaded with each request',
      code: `${tfjs}app.post('/predict', async (req, res) => { const m = await tf.loadLayersModel('file://m.json'); res.json(await m.predict(x).data()); });`,
      errors: ['loaded'],
    },
    {
      name: 'loaded with each call',
      code: `${tfjs}class Detector { async detect(x: tf.Tensor) { const m = await tf.loadGraphModel('u'); return m.executeAsync(x); } }`,
      errors: ['loaded'],
    },
    {
      name: 'loaded and run at once',
      code: `${tfjs}for (const x of xs) { (await tf.loadLayersModel('u')).predict(x); }`,
      errors: ['loaded'],
    },
    {
      name: 'compiled in a loop',
      code: `${tfjs}const m = tf.sequential(); for (let i = 0; i < 9; i++) { m.compile({ optimizer: 'adam', loss: 'meanSquaredError' }); await m.fit(x, y); }`,
      errors: ['compiled'],
    },
    {
      name: 'a variable',
      code: `${tfjs}for (const b of batches) { const w = tf.variable(tf.zeros([2])); w.assign(b); w.print(); }`,
      errors: ['variable'],
    },
  ],
});

import { syncReadInLoop } from '../../../src/analyzer/rules/sync-read-in-loop.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(syncReadInLoop, {
  valid: [
    { name: 'waiting on purpose', code: `${tfjs}for (const i of all) { step(i); t.dataSync(); }` },
    `${tfjs}const t = tf.ones([2]); const v = t.dataSync();`,
    {
      name: 'once, after the loop',
      code: `${tfjs}for (const i of all) { step(i); }\nconst v = t.dataSync();`,
    },
    { name: 'awaited', code: `${tfjs}for (const i of all) { const v = await t.data(); }` },
    { name: 'what a loop goes over', code: `${tfjs}for (const v of t.dataSync()) { show(v); }` },
    { name: 'a test', code: `${tfjs}for (const t of all) { t.dataSync(); }`, path: 'test/a.ts' },
    { name: 'a click', code: `${tfjs}button.addEventListener('click', () => { show(t.dataSync()); });` },
    {
      name: 'at the end of an epoch',
      code: `${tfjs}await model.fit(x, y, { callbacks: { onEpochEnd: () => { show(t.dataSync()); } } });`,
    },
    {
      name: 'a function that is called once',
      code: `${tfjs}function read() { return t.dataSync(); }\nread();`,
    },
  ],
  invalid: [
    {
      code: `${tfjs}for (const i of all) {\n  const v = t.dataSync();\n}`,
      errors: [{ message: 'blocks', at: 'dataSync', line: 3 }],
    },
    {
      name: 'a condition',
      code: `${tfjs}while (loss().dataSync()[0] > 0.1) { step(); }`,
      errors: ['blocks'],
    },
    {
      name: 'a frame',
      code: `${tfjs}function loop() { show(t.arraySync()); requestAnimationFrame(loop); }`,
      errors: ['blocks'],
    },
    {
      name: 'a callback of a frame',
      code: `${tfjs}requestAnimationFrame(() => { show(t.dataSync()); });`,
      errors: ['blocks'],
    },
    { name: 'a timer', code: `${tfjs}setInterval(() => { show(t.dataSync()); }, 100);`, errors: ['blocks'] },
    {
      name: 'a request',
      code: `${tfjs}app.get('/p', (req, res) => { res.json(model.predict(x).arraySync()); });`,
      errors: ['blocks'],
    },
    {
      name: 'a handler by its parameters',
      code: `${tfjs}export function handler(req, res) { res.end(t.dataSync()); }`,
      errors: ['blocks'],
    },
    {
      name: 'a helper',
      code: `${tfjs}function read(t: tf.Tensor) { return t.dataSync(); }\nfor (const t of all) { read(t); }`,
      errors: ['blocks'],
    },
    { name: 'forEach', code: `${tfjs}all.forEach((t) => { show(t.dataSync()); });`, errors: ['blocks'] },
    {
      name: 'in a tidy',
      code: `${tfjs}for (const i of all) { const n = tf.tidy(() => t.mean().dataSync()[0]); }`,
      errors: ['blocksInTidy'],
    },
  ],
});

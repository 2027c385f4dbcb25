import { floatingPromise } from '../../../src/analyzer/rules/floating-promise.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(floatingPromise, {
  valid: [
    `${tfjs}const m = tf.sequential(); await m.fit(x, y);`,
    `${tfjs}const m = tf.sequential(); void m.fit(x, y).then(show).catch(report);`,
    `${tfjs}const m = tf.sequential(); m.fit(x, y).then(show);`,
    `${tfjs}export function f(m: tf.LayersModel) { return m.fit(x, y); }`,
    `${tfjs}export const f = (m: tf.LayersModel) => m.save('file://m');`,
    `${tfjs}const p = tf.loadLayersModel(url); const m = await p; m.predict(x);`,
    `${tfjs}const [a, b] = await Promise.all([tf.loadLayersModel(u), tf.loadLayersModel(v)]);`,
    `${tfjs}const p = tf.loadLayersModel(url); export { p };`,
    `${tfjs}tf.loadLayersModel(url).then((m) => m.predict(x));`,
    { name: 'evaluate is synchronous', code: `${tfjs}const m = tf.sequential(); m.evaluate(x, y);` },
    { name: 'a canvas', code: `${tfjs}ctx.save(); screen.fit(a, b); store.save('x');` },
    { name: 'a handler', code: `${tfjs}button.onclick = () => model.save('downloads://m');` },
    { name: 'another data', code: `${tfjs}chart.data(); d3.select(a).data();` },
    {
      name: 'later',
      code: `${tfjs}let m; async function init() { m = await tf.loadLayersModel(u); }\nfunction f() { m.predict(x); }`,
    },
  ],
  invalid: [
    {
      code: `${tfjs}const m = tf.sequential();\nm.fit(x, y, { epochs: 3 });\nm.predict(x);`,
      errors: [{ message: 'floating', line: 3 }],
    },
    {
      name: 'with a fix',
      code: `${tfjs}async function f(m: tf.LayersModel) { m.fit(x, y); }`,
      errors: ['floating'],
      output: `${tfjs}async function f(m: tf.LayersModel) { await m.fit(x, y); }`,
    },
    {
      name: 'void without a handler',
      code: `${tfjs}const m = tf.sequential(); void m.fitDataset(d, {});`,
      errors: ['floating'],
    },
    {
      name: 'a model out of sight',
      code: `${tfjs}export function f(model, x, y) { model.fit(x, y, { epochs: 2 }); }`,
      errors: ['floating'],
    },
    {
      name: 'under a condition',
      code: `${tfjs}const m = tf.sequential(); ready && m.evaluateDataset(d);`,
      errors: ['floating'],
    },
    {
      name: 'under a name that nobody asks',
      code: `${tfjs}const m = tf.sequential(); function f() { const history = m.fit(x, y); }`,
      errors: ['floating'],
    },
    {
      name: 'forEach',
      code: `${tfjs}const m = tf.sequential(); batches.forEach((b) => m.fit(b.x, b.y));`,
      errors: ['floating'],
    },
    {
      name: 'in a loop',
      code: `${tfjs}const m = tf.sequential(); for (const b of all) m.fit(b.x, b.y);`,
      errors: ['floating'],
    },
    { name: 'saved', code: `${tfjs}function f(net) { net.save('localstorage://m'); }`, errors: ['floating'] },
    {
      name: 'a promise as a model',
      code: `${tfjs}const m = tf.loadLayersModel(url);\nm.predict(x);`,
      errors: [{ message: 'used', at: 'm.predict' }],
    },
    { name: 'at once', code: `${tfjs}tf.loadGraphModel(url).execute(x);`, errors: ['used'] },
    { name: 'assigned', code: `${tfjs}let m; m = tf.loadLayersModel(url); m.predict(x);`, errors: ['used'] },
    {
      name: 'values by index',
      code: `${tfjs}const t = tf.ones([2]); const v = t.data()[0];`,
      errors: ['used'],
    },
    {
      name: 'values by name',
      code: `${tfjs}const t = tf.ones([2]); const v = t.data(); console.log(v.length, v[0]);`,
      errors: ['used', 'used'],
    },
    {
      name: 'a history',
      code: `${tfjs}const m = tf.sequential(); const h = m.fit(x, y); console.log(h.history.loss);`,
      errors: ['used'],
    },
    {
      name: 'in JavaScript',
      code: `const tf = require('@tensorflow/tfjs');\nconst model = tf.sequential();\nmodel.fit(xs, ys);`,
      errors: ['floating'],
      path: 'a.js',
    },
  ],
});

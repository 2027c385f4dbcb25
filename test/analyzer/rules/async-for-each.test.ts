import { asyncForEach } from '../../../src/analyzer/rules/async-for-each.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(asyncForEach, {
  valid: [
    `${tfjs}const m = tf.sequential(); for (const b of all) { await m.fit(b.x, b.y); }`,
    `${tfjs}const m = tf.sequential(); await Promise.all(all.map(async (b) => { await b.t.data(); }));`,
    `${tfjs}all.forEach(async (u) => { await fetch(u); });`,
    `${tfjs}const m = tf.sequential(); all.forEach((b) => { m.predict(b); });`,
    `${tfjs}const d = tf.data.array(a); await d.forEachAsync(async (b) => { await b.data(); });`,
  ],
  invalid: [
    {
      code: `${tfjs}const m = tf.sequential();\nall.forEach(async (b) => { await m.fit(b.x, b.y); });`,
      errors: [{ message: 'all', at: 'forEach', line: 3 }],
    },
    {
      name: 'a function',
      code: `${tfjs}const m = tf.sequential(); all.forEach(async function (b) { await m.fitDataset(b, {}); });`,
      errors: ['all'],
    },
    {
      name: 'a named one',
      code: `${tfjs}const m = tf.sequential(); const train = async (b) => { await m.fit(b.x, b.y); }; all.forEach(train);`,
      errors: ['all'],
    },
    {
      name: 'by a function of the file',
      code: `${tfjs}async function train(b) { await model.fit(b.x, b.y, {}); }\nall.forEach(async (b) => { await train(b); });`,
      errors: ['all'],
    },
    {
      name: 'loading',
      code: `${tfjs}urls.forEach(async (u) => { models.push(await tf.loadLayersModel(u)); });`,
      errors: ['all'],
    },
    {
      name: 'reading',
      code: `${tfjs}const t = tf.ones([1]); all.forEach(async (i) => { show(await t.data()); });`,
      errors: ['all'],
    },
    {
      name: 'a map whose promises nobody takes',
      code: `${tfjs}all.map(async (b) => { await model.fit(b.x, b.y); });`,
      errors: ['all'],
    },
  ],
});

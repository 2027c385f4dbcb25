import { usedAfterDispose } from '../../../src/analyzer/rules/used-after-dispose.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(usedAfterDispose, {
  valid: [
    `${tfjs}const x = tf.ones([2]); x.print(); x.dispose();`,
    { name: 'made anew', code: `${tfjs}let x = tf.ones([2]); x.dispose(); x = tf.zeros([2]); x.print();` },
    {
      name: 'one each turn',
      code: `${tfjs}for (const i of all) { const x = tf.ones([2]); x.print(); x.dispose(); }`,
    },
    {
      name: 'the next one',
      code: `${tfjs}let x = tf.ones([2]); for (const i of all) { const y = x.add(i); x.dispose(); x = y; } x.print();`,
    },
    {
      name: 'asked for its shape',
      code: `${tfjs}const x = tf.ones([2]); x.dispose(); console.log(x.shape, x.isDisposed);`,
    },
    { name: 'twice', code: `${tfjs}const x = tf.ones([2]); x.dispose(); x.dispose(); tf.dispose([x]);` },
    {
      name: 'leaving after it',
      code: `${tfjs}function f(x: tf.Tensor) { if (bad) { x.dispose(); return; } x.print(); }`,
    },
    {
      name: 'throwing after it',
      code: `${tfjs}function f(x: tf.Tensor) { if (bad) { x.dispose(); throw new Error(); } return x.add(1); }`,
    },
    {
      name: 'going on with the next turn',
      code: `${tfjs}function f(x: tf.Tensor) { for (;;) { if (bad) { x.dispose(); break; } x.print(); } }`,
    },
    {
      name: 'in the other branch',
      code: `${tfjs}function f(x: tf.Tensor) { if (a) { x.dispose(); } else { x.print(); } }`,
    },
    {
      name: 'under the opposite condition',
      code: `${tfjs}function f(x: tf.Tensor) { if (done) x.dispose(); if (!done) x.print(); }`,
    },
    {
      name: 'in a finally',
      code: `${tfjs}function f(x: tf.Tensor) { try { return x.dataSync(); } finally { x.dispose(); } }`,
    },
    {
      name: 'another of the same name',
      code: `${tfjs}function f(x: tf.Tensor) { x.dispose(); { const x = tf.ones([1]); x.print(); } }`,
    },
    {
      name: 'by a callback that runs later',
      code: `${tfjs}function f(x: tf.Tensor) { button.onclick = () => x.dispose(); x.print(); }`,
    },
    { name: 'something else', code: `${tfjs}scene.dispose(); scene.print();` },
    { name: 'compared', code: `${tfjs}const x = tf.ones([2]); x.dispose(); if (x === y) { go(); }` },
    {
      name: 'switch',
      code: `${tfjs}function f(x: tf.Tensor, k) { switch (k) { case 1: x.dispose(); break; case 2: x.print(); break; } }`,
    },
  ],
  invalid: [
    {
      code: `${tfjs}const x = tf.ones([2]);\nx.dispose();\nx.print();`,
      errors: [{ message: 'used', line: 4, at: 'x' }],
    },
    {
      name: 'by tf.dispose',
      code: `${tfjs}const x = tf.ones([2]); tf.dispose([x]); const y = x.add(1);`,
      errors: ['used'],
    },
    {
      name: 'returned',
      code: `${tfjs}function f() { const x = tf.ones([2]); x.dispose(); return x; }`,
      errors: ['used'],
    },
    {
      name: 'given away',
      code: `${tfjs}async function f(x: tf.Tensor) { x.dispose(); await show(x); }`,
      errors: ['used'],
    },
    {
      name: 'read late',
      code: `${tfjs}async function f(m: tf.LayersModel) { const p = m.predict(x) as tf.Tensor; p.dispose(); return await p.data(); }`,
      errors: ['used'],
    },
    {
      name: 'on one path',
      code: `${tfjs}function f(x: tf.Tensor) { if (small) { x.dispose(); } return x.add(1); }`,
      errors: ['maybe'],
    },
    {
      name: 'on both paths',
      code: `${tfjs}function f(x: tf.Tensor) { if (small) { x.dispose(); } else { tf.dispose(x); } return x.add(1); }`,
      errors: ['used'],
    },
    {
      name: 'in the next turn',
      code: `${tfjs}const x = tf.ones([2]); for (const i of all) { x.print(); x.dispose(); }`,
      errors: ['nextTurn'],
    },
    {
      name: 'in the next turn of a callback',
      code: `${tfjs}const x = tf.ones([2]); x.dispose(); all.forEach((i) => { x.print(); });`,
      errors: ['used'],
    },
    {
      name: 'in a tidy',
      code: `${tfjs}const x = tf.ones([2]); x.dispose(); const y = tf.tidy(() => x.square());`,
      errors: ['used'],
    },
    {
      name: 'after a try',
      code: `${tfjs}function f(x: tf.Tensor) { try { go(); } finally { x.dispose(); } return x.dataSync(); }`,
      errors: ['used'],
    },
    {
      name: 'a model',
      code: `${tfjs}const m = tf.sequential(); m.dispose(); m.predict(x);`,
      errors: ['used'],
    },
    {
      name: 'a shorthand',
      code: `${tfjs}function f(x: tf.Tensor) { x.dispose(); return { x }; }`,
      errors: ['used'],
    },
  ],
});

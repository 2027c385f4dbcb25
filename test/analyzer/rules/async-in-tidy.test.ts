import { asyncInTidy } from '../../../src/analyzer/rules/async-in-tidy.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(asyncInTidy, {
  valid: [
    `${tfjs}const y = tf.tidy(() => x.square());`,
    `${tfjs}async function f() { return tf.tidy(() => ({ a: x.square() })); }`,
    `${tfjs}async function f() { const v = await tf.tidy(() => x.square()).data(); }`,
    `${tfjs}const step = () => x.square(); tf.tidy(step);`,
    `${tfjs}tf.tidy(() => { const m = load(); return m.square(); });`,
    {
      name: 'a function inside that is async and runs elsewhere',
      code: `${tfjs}tf.tidy(() => { const later = async () => { await save(); }; queue.add(later); return x.square(); });`,
    },
    {
      name: 'a late callback that uses nothing of the tidy',
      code: `${tfjs}tf.tidy(() => { const y = x.square(); setTimeout(() => report(), 10); return y; });`,
    },
    {
      name: 'a late callback that uses what is kept',
      code: `${tfjs}tf.tidy(() => { const y = x.square(); tf.keep(y); setTimeout(() => y.print(), 10); });`,
    },
    { name: "another library's tidy", code: "import { tidy } from './mine';\ntidy(async () => 1);" },
    { name: 'a tidy of an object', code: `${tfjs}room.tidy(async () => 1);` },
  ],
  invalid: [
    {
      code: `${tfjs}tf.tidy(async () => { await x.data(); });`,
      errors: [{ message: 'async', at: 'async', line: 2 }],
    },
    { code: `${tfjs}tf.tidy('step', async () => 1);`, errors: ['async'] },
    {
      code: `import { tidy as t } from '@tensorflow/tfjs-core';\nt(async function () {});`,
      errors: ['async'],
    },
    {
      code: `const tf = require('@tensorflow/tfjs-node');\ntf.tidy(async () => 1);`,
      errors: ['async'],
      path: 'a.js',
    },
    { code: `const { tidy } = await import('@tensorflow/tfjs');\ntidy(async () => 1);`, errors: ['async'] },
    {
      name: 'a named function',
      code: `${tfjs}async function step() { await x.data(); }\ntf.tidy(step);`,
      errors: [{ message: 'async', at: 'step', line: 3 }],
    },
    {
      name: 'a method',
      code: `${tfjs}class A { async step() {} f() { tf.tidy(() => 1); return tf.tidy(this.step); } }`,
      errors: ['async'],
    },
    {
      name: 'a promise that is returned',
      code: `${tfjs}const x = tf.ones([2]);\nconst v = tf.tidy(() => x.square().data());`,
      errors: [{ message: 'promise', at: 'x.square().data()' }],
    },
    {
      name: 'a promise of a function of the file',
      code: `${tfjs}async function load() { return tf.ones([1]); }\ntf.tidy(() => { return load(); });`,
      errors: ['promise'],
    },
    {
      name: 'Promise.all',
      code: `${tfjs}tf.tidy(() => Promise.all([x.square().data()]));`,
      errors: ['promise'],
    },
    {
      name: 'a new promise',
      code: `${tfjs}tf.tidy(() => new Promise((done) => done(x.square())));`,
      errors: ['promise'],
    },
    {
      name: 'a chain of promises',
      code: `${tfjs}tf.tidy(() => fetchImage().then((i) => i.square()));`,
      errors: ['promise'],
    },
    {
      name: 'a promise that is started inside and goes on after the tidy',
      code: `${tfjs}tf.tidy(() => {\n  const y = tf.ones([2]);\n  ready().then(() => { y.print(); });\n});`,
      errors: [{ message: 'later', line: 4 }],
    },
    {
      name: 'a timer',
      code: `${tfjs}tf.tidy(() => { const y = tf.ones([2]); setTimeout(() => y.print(), 5); });`,
      errors: ['later'],
    },
    { name: 'a script tag', code: 'tf.tidy(async () => 1);', errors: ['async'], path: 'page.js' },
  ],
});

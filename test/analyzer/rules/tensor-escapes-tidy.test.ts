import { tensorEscapesTidy } from '../../../src/analyzer/rules/tensor-escapes-tidy.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(tensorEscapesTidy, {
  valid: [
    `${tfjs}const y = tf.tidy(() => tf.ones([2]).add(1));`,
    { name: 'kept', code: `${tfjs}let y; tf.tidy(() => { y = tf.keep(tf.ones([2])); }); y.print();` },
    {
      name: 'kept later',
      code: `${tfjs}let y; tf.tidy(() => { y = tf.ones([2]); tf.keep(y); }); y.print();`,
    },
    {
      name: 'returned too',
      code: `${tfjs}let y; tf.tidy(() => { y = tf.ones([2]); return y; }); y.print();`,
    },
    {
      name: 'returned in an object',
      code: `${tfjs}let y; const r = tf.tidy(() => { y = tf.ones([2]); return { y }; }); y.print();`,
    },
    { name: 'used in the tidy only', code: `${tfjs}let y; tf.tidy(() => { y = tf.ones([2]); y.print(); });` },
    {
      name: 'a number',
      code: `${tfjs}let y; tf.tidy(() => { y = tf.ones([2]).dataSync()[0]; }); console.log(y);`,
    },
    {
      name: 'a variable',
      code: `${tfjs}let w; tf.tidy(() => { w = tf.variable(tf.ones([2])); }); w.print();`,
    },
    {
      name: 'a list of its own',
      code: `${tfjs}tf.tidy(() => { const ts = []; ts.push(tf.ones([2])); return tf.stack(ts); });`,
    },
    {
      name: 'a list that is returned',
      code: `${tfjs}const ts = []; tf.tidy(() => { ts.push(tf.ones([2])); return ts; }); ts[0].print();`,
    },
    {
      name: 'kept by a map',
      code: `${tfjs}class A { reset() { tf.tidy(() => { this.s = [tf.ones([2])]; this.s[0] = tf.zeros([2]); this.s = this.s.map((t) => tf.keep(t.clone())); }); } }`,
    },
    {
      name: 'an op called add',
      code: `${tfjs}tf.tidy(() => { const a = b.add(tf.ones([2])); return a; }); b.print();`,
    },
    {
      name: 'an assigned parameter',
      code: `${tfjs}function f(x: tf.Tensor) { return tf.tidy(() => { x = x.add(1); return x.square(); }); }`,
    },
    {
      name: 'used before',
      code: `${tfjs}function f(x) { size(x); return tf.tidy(() => { if (c) { x = tf.browser.fromPixels(x); } return x.toFloat(); }); }`,
    },
    { name: 'no tidy', code: `${tfjs}let y; run(() => { y = tf.ones([2]); }); y.print();` },
    {
      name: 'no tensor of the tidy',
      code: `${tfjs}const x = tf.ones([2]); let y; tf.tidy(() => { y = x; }); y.print();`,
    },
  ],
  invalid: [
    {
      code: `${tfjs}let y;\ntf.tidy(() => { y = tf.ones([2]).add(1); });\ny.print();`,
      errors: [{ message: 'tidy', line: 3, at: 'y = tf.ones([2]).add(1)' }],
    },
    {
      name: 'by a name',
      code: `${tfjs}let y; tf.tidy(() => { const t = tf.ones([2]); y = t; }); y.print();`,
      errors: ['tidy'],
    },
    {
      name: 'into a list',
      code: `${tfjs}const all = []; for (const f of files) { tf.tidy(() => { all.push(tf.ones([2])); }); } tf.stack(all);`,
      errors: ['tidy'],
    },
    {
      name: 'into a map',
      code: `${tfjs}const cache = new Map(); tf.tidy(() => { cache.set('a', tf.ones([2])); }); cache.get('a').print();`,
      errors: ['tidy'],
    },
    {
      name: 'into an object',
      code: `${tfjs}const state = {}; tf.tidy(() => { state.h = tf.ones([2]); }); state.h.print();`,
      errors: ['tidy'],
    },
    {
      name: 'into this',
      code: `${tfjs}class A { step(x: tf.Tensor) { return tf.tidy(() => { this.hidden = x.add(1); return x.mul(2); }); } }`,
      errors: ['tidy'],
    },
    {
      name: 'while another is returned',
      code: `${tfjs}let m; const y = tf.tidy(() => { m = tf.ones([2]).mean(); return tf.ones([2]).sub(m); }); m.print();`,
      errors: ['tidy'],
    },
    {
      name: 'by a callback inside',
      code: `${tfjs}const all = []; tf.tidy(() => { [1, 2].forEach((i) => { all.push(tf.scalar(i)); }); }); tf.stack(all);`,
      errors: ['tidy'],
    },
    {
      name: 'by a named function',
      code: `${tfjs}let y; function body() { y = tf.ones([2]); } tf.tidy(body); y.print();`,
      errors: ['tidy'],
    },
    {
      name: 'out of a loss',
      code: `${tfjs}let pred; opt.minimize(() => { pred = tf.ones([2]).mul(w); return pred.square().mean(); }); pred.print();`,
      errors: ['differentiated'],
    },
    {
      name: 'named import',
      code: `import { tidy, ones } from '@tensorflow/tfjs-core';\nlet y; tidy(() => { y = ones([2]); }); y.print();`,
      errors: ['tidy'],
    },
  ],
});

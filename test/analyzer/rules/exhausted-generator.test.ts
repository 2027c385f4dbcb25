import { exhaustedGenerator } from '../../../src/analyzer/rules/exhausted-generator.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(exhaustedGenerator, {
  valid: [
    `${tfjs}tf.data.generator(function* () { for (const x of xs) yield x; });`,
    `${tfjs}tf.data.generator(() => { const it = xs[Symbol.iterator](); return it; });`,
    `${tfjs}function* rows() { for (const x of xs) yield x; }\ntf.data.generator(rows);`,
    `${tfjs}function* rows() { yield 1; }\ntf.data.generator(() => rows());`,
    {
      name: 'a counter of its own',
      code: `${tfjs}tf.data.generator(function* () { let i = 0; while (i < n) { yield xs[i++]; } });`,
    },
    {
      name: 'a counter that is set back',
      code: `${tfjs}let i = 0; tf.data.generator(function* () { i = 0; while (i < n) { yield xs[i++]; } });`,
    },
    {
      name: 'a counter that only counts',
      code: `${tfjs}let drawn = 0; tf.data.generator(function* () { for (const x of xs) { drawn++; yield x; } });`,
    },
    { name: 'made anew', code: `${tfjs}let it; tf.data.generator(() => { it = rows(); return it; });` },
    {
      name: 'an array',
      code: `${tfjs}const list = Object.entries(all); tf.data.generator(function* () { for (const x of list) yield x; });`,
    },
  ],
  invalid: [
    {
      code: `${tfjs}function* rows() { yield 1; }\nconst it = rows();\ntf.data.generator(() => it);`,
      errors: [{ message: 'iterator', at: 'it', line: 4 }],
    },
    {
      name: 'gone through',
      code: `${tfjs}function* rows() { yield 1; }\nconst it = rows();\ntf.data.generator(function* () { for (const x of it) yield x; });`,
      errors: ['iterator'],
    },
    {
      name: 'delegated to',
      code: `${tfjs}const it = xs[Symbol.iterator](); tf.data.generator(function* () { yield* it; });`,
      errors: ['iterator'],
    },
    {
      name: 'asked for the next',
      code: `${tfjs}const it = xs.values(); tf.data.generator(function* () { let n = it.next(); while (!n.done) { yield n.value; n = it.next(); } });`,
      errors: ['iterator'],
    },
    {
      name: 'of a map',
      code: `${tfjs}const pairs = byName.entries(); tf.data.generator(() => ({ next: () => pairs.next() }));`,
      errors: ['iterator'],
    },
    {
      name: 'in a function',
      code: `${tfjs}export function dataset(xs) { const it = xs[Symbol.iterator](); function* draw() { for (const x of it) yield x; } return tf.data.generator(draw).batch(2); }`,
      errors: ['iterator'],
    },
    {
      name: 'a counter',
      code: `${tfjs}let i = 0; tf.data.generator(function* () { while (i < n) { yield xs[i++]; } });`,
      errors: ['counter'],
    },
    {
      name: 'a counter of an object',
      code: `${tfjs}let i = 0; tf.data.generator(() => ({ next: () => ({ done: i >= n, value: xs[i++] }) }));`,
      errors: ['counter'],
    },
  ],
});

import { asyncInTidy } from '../../../src/analyzer/rules/async-in-tidy.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(asyncInTidy, {
  valid: [
    `${tfjs}const y = tf.tidy(() => x.square());`,
    `${tfjs}async function f() { return tf.tidy(() => ({ a: x.square() })); }`,
    { name: "another library's tidy", code: "import { tidy } from './mine';\ntidy(async () => 1);" },
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
  ],
});

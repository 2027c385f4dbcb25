import { assertionCannotFail } from '../../../src/analyzer/rules/assertion-cannot-fail.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(assertionCannotFail, {
  valid: [
    `${tfjs}expect(await a.data()).not.toEqual(await tf.ones([2]).data());`,
    `${tfjs}test_util.expectArraysClose(await tf.add(a, b).data(), [1, 2]);`,
    `${tfjs}tf.test_util.expectArraysClose(await tf.ones([2]).array(), await tf.zeros([2]).array());`,
    `${tfjs}expect(tf.ones([2])).toEqual(tf.ones([2]));`,
    `${tfjs}expect(tf.ones([2]).shape).not.toEqual([3]);`,
    {
      name: 'with equality of tensors',
      code: `import 'tensorproof/vitest';\n${tfjs}expect(tf.ones([2])).not.toEqual(tf.zeros([2]));`,
    },
    {
      name: 'the very same tensor',
      code: `${tfjs}const a = tf.ones([2]); const b = a.square(); expect(a).not.toBe(b);`,
    },
    { name: 'what is no tensor', code: `${tfjs}expect(result).not.toEqual(other);` },
  ],
  invalid: [
    { code: `${tfjs}expect(tf.add(a, b)).not.toEqual(tf.zeros([2]));`, errors: ['notEqual'] },
    {
      code: `${tfjs}test('x', () => { const a = tf.ones([2]); const b = tf.ones([2]); expect(a).not.toStrictEqual(b); });`,
      errors: ['notEqual'],
    },
    { code: `${tfjs}expect(tf.ones([2])).not.toBe(tf.ones([2]));`, errors: ['notEqual'] },
    { code: `${tfjs}tf.test_util.expectArraysClose(tf.ones([2]), tf.zeros([2]));`, errors: ['tensors'] },
    {
      code: `import { test_util, ones, tensor1d } from '@tensorflow/tfjs-core';\nconst y = ones([2]).square();\ntest_util.expectArraysEqual(y, tensor1d([5, 6]));`,
      errors: ['tensors'],
    },
    {
      code: `${tfjs}tf.test_util.expectArraysClose(await x.data(), [1, NaN]);`,
      errors: [{ message: 'nan', at: '[1, NaN]' }],
    },
  ],
});

import { anyHoldsTensor } from '../../../src/analyzer/rules/any-holds-tensor.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(anyHoldsTensor, {
  valid: [
    `${tfjs}const x: tf.Tensor = tf.zeros([1]);`,
    {
      name: 'any that holds something else',
      code: `${tfjs}const x: any = JSON.parse(text); f(x); x.data();`,
    },
    {
      name: 'a value that an op takes besides tensors',
      code: `${tfjs}function f(x: any) { return tf.tensor(x); }`,
    },
    { name: 'an option', code: `${tfjs}function f(o: any) { return tf.matMul(a, b, o); }` },
  ],
  invalid: [
    { code: `${tfjs}let x: any = tf.zeros([1]);`, errors: [{ message: 'holds', at: 'any' }] },
    { code: `${tfjs}class A { w: any = tf.variable(tf.zeros([1])); }`, errors: ['holds'] },
    { code: `${tfjs}function f(x: any) { return tf.matMul(x, w); }`, errors: ['holds'] },
    { code: `${tfjs}const f = (x: any) => x.dataSync();`, errors: ['holds'] },
  ],
});

import { rankLostByCast } from '../../../src/analyzer/rules/rank-lost-by-cast.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(rankLostByCast, {
  valid: [
    `${tfjs}const y = model.predict(x) as tf.Tensor;`,
    `${tfjs}const y = tf.tensor2d(a) as tf.Tensor2D;`,
    `${tfjs}function f(x: tf.Tensor) { return x as tf.Tensor; }`,
    {
      name: 'another x',
      code: `${tfjs}function f(x: tf.Tensor2D) {} function g(x: unknown) { return x as tf.Tensor; }`,
    },
    {
      name: 'a variable that may be another by then',
      code: `${tfjs}let x = tf.tensor2d(a); const y = x as tf.Tensor;`,
    },
  ],
  invalid: [
    {
      code: `${tfjs}const y = tf.tensor2d(a) as tf.Tensor;`,
      errors: [{ message: 'lost', at: 'tf.tensor2d(a) as tf.Tensor' }],
    },
    { code: `${tfjs}function f(x: tf.Tensor4D) { return g(x as tf.Tensor); }`, errors: ['lost'] },
    { code: `${tfjs}const x = tf.scalar(1); const y = x as tf.Tensor<tf.Rank>;`, errors: ['lost'] },
    { code: `${tfjs}const y = (x as tf.Tensor3D) as tf.Tensor;`, errors: ['lost'] },
  ],
});

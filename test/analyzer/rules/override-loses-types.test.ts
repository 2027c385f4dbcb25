import { overrideLosesTypes } from '../../../src/analyzer/rules/override-loses-types.ts';
import { testRule } from '../test-rule.ts';

const head = "import * as tf from '@tensorflow/tfjs';\nimport { Backbone } from 'tensorproof';\n";

testRule(overrideLosesTypes, {
  valid: [
    `${head}class A extends tf.layers.Layer { override call(x: tf.Tensor): tf.Tensor { return x; } getConfig() { return {}; } }`,
    { name: 'another class', code: `${head}class A extends Animal { call(x) {} }` },
    { name: 'a method of its own', code: `${head}class A extends Backbone { scale(x) {} }` },
    { name: 'JavaScript', code: `${head}class A extends tf.layers.Layer { call(x) {} }`, path: 'a.js' },
  ],
  invalid: [
    {
      code: `${head}class A extends tf.layers.Layer { call(inputs, kwargs) { return inputs; } }`,
      errors: [{ message: 'lost', at: 'call' }],
    },
    {
      code: `${head}class A extends Backbone { protected override forward(images) { return images; } }`,
      errors: ['lost'],
    },
    { code: `${head}const A = class extends Backbone { override helper(x) {} };`, errors: ['lost'] },
  ],
});

import { missingInputShape } from '../../../src/analyzer/rules/missing-input-shape.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(missingInputShape, {
  valid: [
    `${tfjs}tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });`,
    `${tfjs}const m = tf.sequential(); m.add(tf.layers.dense({ units: 1, batchInputShape: [null, 2] }));`,
    `${tfjs}const m = tf.sequential(); m.add(tf.layers.inputLayer({ inputShape: [2] })); m.add(tf.layers.dense({ units: 1 }));`,
    `${tfjs}const m = tf.sequential(); m.add(tf.layers.embedding({ inputDim: 10, outputDim: 4 })); m.add(tf.layers.dense({ units: 1 }));`,
    {
      name: 'options of unknown content',
      code: `${tfjs}tf.sequential({ layers: [tf.layers.dense({ ...options })] });`,
    },
    {
      name: 'a model as first layer',
      code: `${tfjs}const m = tf.sequential(); m.add(base); m.add(tf.layers.dense({ units: 1 }));`,
    },
    {
      name: 'set later',
      code: `${tfjs}const o = { units: 1 }; if (first) o.inputShape = [2]; const m = tf.sequential(); m.add(tf.layers.dense(o));`,
      path: 'a.js',
    },
    {
      name: 'layers of the functional API',
      code: `${tfjs}tf.layers.dense({ units: 1 }).apply(tf.input({ shape: [2] }));`,
    },
    {
      name: 'added in a branch',
      code: `${tfjs}const m = tf.sequential(); if (a) m.add(tf.layers.dense({ units: 1, inputShape: [1] })); m.add(tf.layers.dense({ units: 1 }));`,
    },
    { name: 'an empty model', code: `${tfjs}const m = tf.sequential(); fill(m);` },
  ],
  invalid: [
    {
      code: `${tfjs}tf.sequential({ layers: [tf.layers.dense({ units: 1 })] });`,
      errors: [{ message: 'missing', at: 'tf.layers.dense({ units: 1 })' }],
    },
    {
      code: `${tfjs}const m = tf.sequential(); m.add(tf.layers.flatten()); m.add(tf.layers.dense({ units: 1 }));`,
      errors: ['missing'],
    },
    {
      name: 'misspelt',
      code: `${tfjs}const m = tf.sequential(); m.add(tf.layers.dense({ units: 1, input_shape: [2] }));`,
      errors: ['missing'],
    },
    {
      name: 'a field',
      code: `${tfjs}class A { m = tf.sequential(); constructor() { this.m.add(tf.layers.dense({ units: 1 })); } }`,
      errors: ['missing'],
    },
  ],
});

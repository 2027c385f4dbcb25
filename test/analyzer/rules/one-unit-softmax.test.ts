import { oneUnitSoftmax } from '../../../src/analyzer/rules/one-unit-softmax.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(oneUnitSoftmax, {
  valid: [
    `${tfjs}tf.layers.dense({ units: 1, activation: 'sigmoid' });`,
    `${tfjs}tf.layers.dense({ units: 2, activation: 'softmax' });`,
    {
      name: 'units that are not known here',
      code: `${tfjs}tf.layers.dense({ units: classes, activation: 'softmax' });`,
    },
    {
      name: 'attention scores, over their own axis',
      code: `${tfjs}const scores = tf.layers.dense({ units: 1 }).apply(h); tf.layers.softmax({ axis: 1 }).apply(scores);`,
    },
    { name: 'another axis of an op', code: `${tfjs}tf.softmax(tf.layers.dense({ units: 1 }).apply(h), 1);` },
    {
      name: "another library's dense",
      code: `import { layers } from './mine';\nlayers.dense({ units: 1, activation: 'softmax' });`,
    },
  ],
  invalid: [
    {
      code: `${tfjs}tf.layers.dense({ units: 1, activation: 'softmax' });`,
      errors: [{ message: 'constant', at: "'softmax'" }],
    },
    {
      name: 'a variable for the options',
      code: `${tfjs}const UNITS = 1; const last = { units: UNITS, activation: 'softmax' as const }; model.add(tf.layers.dense(last));`,
      errors: ['constant'],
    },
    {
      name: 'one filter',
      code: `${tfjs}tf.layers.conv2d({ filters: 1, kernelSize: 1, activation: 'softmax' });`,
      errors: ['constant'],
    },
    {
      name: 'a softmax layer after one unit',
      code: `${tfjs}const m = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] }), tf.layers.softmax()] });`,
      errors: [{ message: 'constant', at: 'tf.layers.softmax()' }],
    },
    {
      name: 'the same, added',
      code: `${tfjs}const m = tf.sequential(); m.add(tf.layers.dense({ units: 1, inputShape: [4] })); m.add(tf.layers.activation({ activation: 'softmax' }));`,
      errors: ['constant'],
    },
    {
      name: 'the same, functional',
      code: `${tfjs}const s = tf.layers.softmax().apply(tf.layers.dense({ units: 1 }).apply(h));`,
      errors: ['constant'],
    },
    {
      name: 'an op',
      code: `${tfjs}const score = tf.layers.dense({ units: 1 }); tf.softmax(score.apply(h) as tf.Tensor); (score.apply(h) as tf.Tensor).softmax();`,
      errors: ['constant', 'constant'],
    },
    {
      name: 'destructured layers',
      code: `const { layers: { dense } } = require('@tensorflow/tfjs');\ndense({ units: 1, activation: 'softmax' });`,
      path: 'a.js',
      errors: ['constant'],
    },
  ],
});

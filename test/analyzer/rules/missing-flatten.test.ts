import { missingFlatten } from '../../../src/analyzer/rules/missing-flatten.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

const cnn = (between: string): string => `${tfjs}const model = tf.sequential({
  layers: [
    tf.layers.conv2d({ inputShape: [8, 8, 1], filters: 8, kernelSize: 3, activation: 'relu' }),
    ${between}
    tf.layers.dense({ units: 3, activation: 'softmax' }),
  ],
});`;

testRule(missingFlatten, {
  valid: [
    { name: 'flattened', code: cnn('tf.layers.flatten(),') },
    {
      name: 'pooled over all positions',
      code: cnn('tf.layers.globalAveragePooling2d({ dataFormat: "channelsLast" }),'),
    },
    { name: 'reshaped to a row', code: cnn('tf.layers.reshape({ targetShape: [288] }),') },
    { name: 'a layer of its own', code: cnn('new Flat(),') },
    {
      name: 'a fully convolutional model',
      code: `${tfjs}tf.sequential({ layers: [tf.layers.conv2d({ inputShape: [8, 8, 1], filters: 4, kernelSize: 3 }), tf.layers.conv2d({ filters: 2, kernelSize: 1, activation: 'softmax' })] });`,
    },
    {
      name: 'dense layers alone',
      code: `${tfjs}tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [8] }), tf.layers.dense({ units: 2 })] });`,
    },
    {
      name: 'a class for each step of a sequence',
      code: `${tfjs}tf.sequential({ layers: [tf.layers.lstm({ units: 4, inputShape: [8, 2], returnSequences: true }), tf.layers.dense({ units: 2, activation: 'softmax' })] });`,
    },
    {
      name: 'functional',
      code: `${tfjs}const i = tf.input({ shape: [8, 8, 1] }); let x = tf.layers.conv2d({ filters: 2, kernelSize: 3 }).apply(i); x = tf.layers.flatten().apply(x); tf.model({ inputs: i, outputs: tf.layers.dense({ units: 2 }).apply(x) });`,
    },
  ],
  invalid: [
    {
      code: cnn(''),
      errors: [{ message: 'unflattened', at: "tf.layers.dense({ units: 3, activation: 'softmax' })" }],
    },
    {
      name: 'dropout does not flatten',
      code: cnn('tf.layers.dropout({ rate: 0.2 }),'),
      errors: ['unflattened'],
    },
    {
      name: 'the first of two dense layers',
      code: cnn("tf.layers.dense({ units: 16, activation: 'relu' }),"),
      errors: [{ message: 'unflattened', at: "tf.layers.dense({ units: 16, activation: 'relu' })" }],
    },
    {
      name: 'added one by one, with a softmax of its own',
      code: `import { sequential, layers } from '@tensorflow/tfjs-layers';
const m = sequential();
m.add(layers.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3 }));
m.add(layers.maxPooling2d({ poolSize: 2 }));
m.add(layers.dense({ units: 10 }));
m.add(layers.activation({ activation: 'softmax' }));`,
      errors: [{ message: 'unflattened', line: 5 }],
    },
    {
      name: 'functional',
      code: `${tfjs}const i = tf.input({ shape: [8, 8, 1] }); const x = tf.layers.conv2d({ filters: 2, kernelSize: 3 }).apply(i); const y = tf.layers.dense({ units: 2, activation: 'softmax' }).apply(x); tf.model({ inputs: i, outputs: y });`,
      errors: ['unflattened'],
    },
  ],
});

import { inputShape } from '../../../src/analyzer/rules/input-shape.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(inputShape, {
  valid: [
    `${tfjs}tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 3 });`,
    `${tfjs}tf.layers.dense({ inputShape: [4], units: 8 });`,
    `${tfjs}tf.layers.lstm({ inputShape: [null, 4], units: 8 });`,
    {
      name: 'a sequence for a dense layer',
      code: `${tfjs}tf.layers.dense({ inputShape: [10, 4], units: 8 });`,
    },
    {
      name: 'one feature axis of data',
      code: `${tfjs}tf.layers.dense({ inputShape: [xs.shape[1]], units: 8 });`,
    },
    {
      name: 'the shape of a sample',
      code: `${tfjs}tf.layers.dense({ inputShape: xs.shape.slice(1), units: 8 });`,
    },
    {
      name: 'the batch where it belongs',
      code: `${tfjs}tf.layers.conv2d({ batchInputShape: [null, 28, 28, 1], filters: 8, kernelSize: 3 });`,
    },
    {
      name: 'a shape that comes from elsewhere',
      code: `${tfjs}tf.layers.conv2d({ inputShape, filters: 8, kernelSize: 3 });`,
    },
    {
      name: 'the shape of an image',
      code: `${tfjs}tf.layers.conv2d({ inputShape: image.shape, filters: 8, kernelSize: 3 });`,
    },
  ],
  invalid: [
    {
      code: `${tfjs}tf.layers.conv2d({ inputShape: [32, 28, 28, 1], filters: 8, kernelSize: 3 });`,
      errors: [{ message: 'batch', at: '[32, 28, 28, 1]' }],
    },
    {
      code: `${tfjs}tf.layers.conv2d({ inputShape: [null, 28, 28, 1], filters: 8, kernelSize: 3 });`,
      errors: ['batch'],
    },
    { code: `${tfjs}tf.layers.gru({ inputShape: [16, 10, 4], units: 2 });`, errors: ['batch'] },
    {
      name: 'too few axes',
      code: `${tfjs}tf.layers.conv2d({ inputShape: [28, 28], filters: 8, kernelSize: 3 });`,
      errors: ['rank'],
    },
    {
      name: 'a constant',
      code: `${tfjs}const SHAPE = [64, 28, 28, 1]; tf.layers.maxPooling2d({ inputShape: SHAPE });`,
      errors: ['batch'],
    },
    {
      name: 'the number of samples',
      code: `${tfjs}tf.layers.dense({ inputShape: [xs.shape[0], xs.shape[1]], units: 1 });`,
      errors: [{ message: 'samples', at: '[xs.shape[0], xs.shape[1]]' }],
    },
    {
      name: 'all of the shape of the data',
      code: `${tfjs}const data = tf.tensor2d(rows); tf.layers.dense({ inputShape: data.shape, units: 1 }); model.fit(data, ys);`,
      errors: ['samples'],
    },
    {
      name: 'a batch size',
      code: `${tfjs}tf.layers.dense({ inputShape: [batchSize, 4], units: 1 });`,
      errors: ['samples'],
    },
  ],
});

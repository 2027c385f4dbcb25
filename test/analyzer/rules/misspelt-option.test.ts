import { misspeltOption } from '../../../src/analyzer/rules/misspelt-option.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(misspeltOption, {
  valid: [
    `${tfjs}tf.layers.dense({ units: 1, activation: 'relu', inputShape: [3], kernelInitializer: 'heNormal', name: 'head' });`,
    `${tfjs}await model.fit(x, y, { epochs: 2, batchSize: 8, validationSplit: 0.1, callbacks: {}, shuffle: true });`,
    `${tfjs}model.compile({ optimizer: 'adam', loss: 'mse', metrics: ['accuracy'] });`,
    `${tfjs}tf.layers.spatialDropout1d({ rate: 0.1, inputShape: [4, 3] });`,
    {
      name: 'options from elsewhere',
      code: `${tfjs}tf.layers.dense(options); tf.layers.dense({ ...options, units: 1 });`,
    },
    { name: "another library's fit", code: `${tfjs}knn.fit(x, y, { batch_size: 3 });` },
    {
      name: 'a test of what wrong options do',
      path: 'fit.test.ts',
      code: `${tfjs}model.fitDataset(d, { epochs: 1, validationSplit: 0.2 } as any);`,
    },
    { name: 'a layer of its own', code: `${tfjs}new Scale({ factor: 3 });` },
    { name: 'what is not options', code: `${tfjs}tf.train.adam(0.1); tf.zeros([2]); tf.tensor([1]);` },
  ],
  invalid: [
    {
      code: `${tfjs}await model.fit(x, y, { epochs: 2, batch_size: 8 });`,
      errors: [{ message: 'misspelt', at: 'batch_size' }],
      output: `${tfjs}await model.fit(x, y, { epochs: 2, batchSize: 8 });`,
    },
    {
      code: `${tfjs}tf.layers.dense({ units: 1, activations: 'relu' });`,
      errors: [{ message: 'misspelt', at: 'activations' }],
      output: `${tfjs}tf.layers.dense({ units: 1, activations: 'relu' });`,
    },
    {
      code: `${tfjs}tf.layers.conv2d({ filters: 8, kernel_size: 3, input_shape: [8, 8, 1] });`,
      errors: ['misspelt', 'misspelt'],
    },
    {
      name: 'a variable, in JavaScript with JSDoc',
      path: 'train.js',
      code: `const tf = require('@tensorflow/tfjs-node');\n/** @type {tf.ModelFitArgs} */\nconst args = { epochs: 3, batch_size: 4 };\nmodule.exports = (model, x, y) => model.fit(x, y, args);`,
      errors: [{ message: 'misspelt', at: 'batch_size', line: 3 }],
    },
    {
      name: 'a cast hides it from the compiler',
      code: `${tfjs}tf.layers.dropout({ rates: 0.5 } as any);`,
      errors: ['misspelt'],
    },
    {
      name: 'a spread of a literal',
      code: `${tfjs}const shared = { kernal_initializer: 'heNormal' }; tf.layers.dense({ units: 1, ...shared });`,
      errors: ['misspelt'],
    },
    {
      name: 'in its short form',
      code: `${tfjs}model.fit(x, y, { batch_size });`,
      errors: ['misspelt'],
      output: `${tfjs}model.fit(x, y, { batchSize: batch_size });`,
    },
    {
      name: 'of another call',
      code: `${tfjs}model.compile({ optimizer: 'adam', loss: 'mse', classWeight: weights });`,
      errors: ['unknown'],
    },
    {
      name: 'named imports',
      code: `import { layers as l, callbacks } from '@tensorflow/tfjs';\nl.dense({ unit: 1 });\ncallbacks.earlyStopping({ monitor: 'loss', patients: 3 });`,
      errors: ['misspelt', 'misspelt'],
    },
  ],
});

import { graphInputDtype } from '../../../src/analyzer/rules/graph-input-dtype.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(graphInputDtype, {
  valid: [
    {
      name: 'the same type',
      code: `${tfjs}await model.executeAsync(tf.zeros([1, 8, 8, 3], 'int32')); await model.executeAsync(tf.browser.fromPixels(img).expandDims(0));`,
    },
    {
      name: 'floats in both',
      code: `${tfjs}model.execute(tf.zeros([1, 8, 8, 3])); model.execute(tf.browser.fromPixels(img).expandDims(0).toFloat());`,
    },
    {
      name: 'two models',
      code: `${tfjs}first_model.execute(tf.zeros([1])); second_model.execute(tf.zeros([1], 'int32'));`,
    },
    {
      name: 'a layers model converts',
      code: `${tfjs}model.predict(tf.zeros([1, 8, 8, 3])); model.predict(tf.browser.fromPixels(img).expandDims(0));`,
    },
    {
      name: 'strings',
      code: `${tfjs}const m = await tf.loadGraphModel(u); m.execute(tf.tensor1d(['a'])); m.execute(tf.scalar(1, 'int32'));`,
    },
    {
      name: 'a model for each test',
      code: `${tfjs}let model; test('a', async () => { model = await tf.loadGraphModel(a); model.execute(tf.zeros([1])); }); test('b', async () => { model = await tf.loadGraphModel(b); model.execute(tf.zeros([1], 'int32')); });`,
    },
    {
      name: 'parameters of the same name',
      code: `${tfjs}const first = (model) => model.execute(tf.zeros([1])); const second = (model) => model.execute(tf.zeros([1], 'int32'));`,
    },
    {
      name: 'a type that is not known',
      code: `${tfjs}model.execute(x); model.execute(tf.zeros([1], 'int32'));`,
    },
  ],
  invalid: [
    {
      name: 'a warm-up of zeros',
      code: `${tfjs}const model = await tf.loadGraphModel(url); await model.executeAsync(tf.zeros([1, 300, 300, 3])); const y = await model.executeAsync(tf.browser.fromPixels(img).expandDims(0));`,
      errors: [{ message: 'differs', at: 'tf.zeros([1, 300, 300, 3])' }],
    },
    {
      name: 'a field, resized to floats',
      code: `${tfjs}class D { model: tf.GraphModel; warm() { return this.model.execute(tf.zeros([1, 8, 8, 3], 'int32')); } run(img) { return this.model.execute(tf.image.resizeBilinear(tf.browser.fromPixels(img), [8, 8]).expandDims(0)); } }`,
      errors: ['differs'],
    },
  ],
});

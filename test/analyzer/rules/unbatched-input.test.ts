import { unbatchedInput } from '../../../src/analyzer/rules/unbatched-input.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(unbatchedInput, {
  valid: [
    `${tfjs}model.predict(tf.browser.fromPixels(img).expandDims(0));`,
    `${tfjs}model.predict(tf.expandDims(tf.browser.fromPixels(img)));`,
    `${tfjs}model.predict(tf.browser.fromPixels(img).reshape([1, 28, 28, 3]));`,
    `${tfjs}model.predict(tf.browser.fromPixels(img).as4D(1, 224, 224, 3));`,
    `${tfjs}model.execute(tf.stack([tf.browser.fromPixels(a), tf.browser.fromPixels(b)]));`,
    { name: 'several images at once', code: `${tfjs}model.predict(tf.concat([a, b]));` },
    {
      name: 'a function from elsewhere may batch',
      code: `${tfjs}model.predict(prepare(tf.browser.fromPixels(img)));`,
    },
    {
      name: 'a class of its own',
      code: `${tfjs}class Classifier { predict(image: tf.Tensor3D) { return image; } } const model = new Classifier(); model.predict(tf.browser.fromPixels(img));`,
    },
    {
      name: 'a column of numbers',
      code: `${tfjs}const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] }); model.predict(tf.tensor1d([5]));`,
    },
    {
      name: 'a batch of samples',
      code: `${tfjs}const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [48] })] }); model.predict(tf.tensor2d([row]));`,
    },
    {
      name: 'sometimes a tensor of the caller',
      code: `${tfjs}const image = input instanceof tf.Tensor ? input : tf.browser.fromPixels(input); model.predict(image);`,
    },
    {
      name: 'a helper that batches',
      code: `${tfjs}function prepare(img) { const t = tf.browser.fromPixels(img).toFloat(); const batched = t.expandDims(0); return batched.div(255); }\nmodel.predict(prepare(el));`,
    },
  ],
  invalid: [
    {
      code: `${tfjs}model.predict(tf.browser.fromPixels(img));`,
      errors: [{ message: 'image', at: 'tf.browser.fromPixels(img)' }],
    },
    {
      code: `${tfjs}const t = tf.browser.fromPixels(img).toFloat().div(255); const y = await model.predict(t);`,
      errors: ['image'],
    },
    {
      name: 'resized',
      code: `${tfjs}net.execute(tf.image.resizeBilinear(tf.browser.fromPixels(img), [224, 224]).div(127.5).sub(1));`,
      errors: ['image'],
    },
    {
      name: 'a graph model by a field',
      code: `${tfjs}class D { async detect(img) { this.model = await tf.loadGraphModel(url); const t = tf.browser.fromPixels(img); return this.model.executeAsync(t); } }`,
      errors: ['image'],
    },
    {
      name: 'a dictionary of inputs',
      code: `${tfjs}model.execute({ image_tensor: tf.browser.fromPixels(img) });`,
      errors: ['image'],
    },
    {
      name: 'a list of inputs',
      code: `${tfjs}model.predict([tf.node.decodeImage(bytes, 3)]);`,
      errors: ['image'],
    },
    {
      name: 'through tidy',
      code: `${tfjs}const x = tf.tidy(() => tf.browser.fromPixels(img).toFloat()); model.predict(x);`,
      errors: ['image'],
    },
    {
      name: 'a helper of this file',
      code: `${tfjs}function prepare(img: HTMLImageElement) { return tf.browser.fromPixels(img).toFloat().div(255); }\nmodel.predict(prepare(el));`,
      errors: ['image'],
    },
    {
      name: 'a helper that gets the tensor',
      code: `${tfjs}const scale = (t: tf.Tensor3D) => t.div(255);\nmodel.predict(scale(tf.browser.fromPixels(el)));`,
      errors: ['image'],
    },
    {
      name: 'a variable written again',
      code: `${tfjs}let t = tf.browser.fromPixels(el); t = t.resizeBilinear([8, 8]); t = t.div(255); model.predict(t);`,
      errors: ['image'],
    },
    {
      name: 'one row for a model of rows',
      code: `${tfjs}const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [48] })] }); model.predict(tf.tensor1d(row));`,
      errors: ['sample'],
    },
    {
      name: 'a warm-up without the batch',
      code: `${tfjs}const model = tf.sequential({ layers: [tf.layers.conv2d({ filters: 1, kernelSize: 3, inputShape: [28, 28, 1] })] }); model.predict(tf.zeros([28, 28, 1]));`,
      errors: ['sample'],
    },
  ],
});

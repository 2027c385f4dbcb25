import { normalisedTwice } from '../../../src/analyzer/rules/normalised-twice.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(normalisedTwice, {
  valid: [
    `${tfjs}tf.browser.fromPixels(img).div(255);`,
    `${tfjs}tf.browser.fromPixels(img).div(127.5).sub(1);`,
    `${tfjs}tf.browser.fromPixels(img).div(255).sub(0.5).div(0.5);`,
    { name: 'mean and deviation after scaling', code: `${tfjs}x.div(255).sub(mean).div(std);` },
    { name: 'two images', code: `${tfjs}const a = x.div(255); const b = y.div(255);` },
    { name: 'one of two branches', code: `${tfjs}const t = small ? x.div(255) : y; t.div(2);` },
    {
      name: 'a model that scales',
      code: `${tfjs}const m = tf.sequential({ layers: [tf.layers.rescaling({ scale: 1 / 255, inputShape: [8, 8, 3] }), tf.layers.flatten()] }); m.predict(tf.browser.fromPixels(i).expandDims(0));`,
    },
    { name: 'a time that is no pixel', code: `${tfjs}elapsed.div(1000);` },
  ],
  invalid: [
    { code: `${tfjs}tf.browser.fromPixels(img).toFloat().div(255).div(255);`, errors: ['again'] },
    {
      code: `${tfjs}const x = tf.browser.fromPixels(img).div(tf.scalar(255)); const y = x.expandDims(0).mul(1 / 255);`,
      errors: [{ message: 'again', at: 'x.expandDims(0).mul(1 / 255)' }],
    },
    {
      name: 'a helper that scales',
      code: `${tfjs}const load = (i) => tf.browser.fromPixels(i).toFloat().div(255);\nmodel.predict(load(img).expandDims(0).div(255));`,
      errors: ['again'],
    },
    {
      name: 'a helper that gets what is scaled',
      code: `${tfjs}const SCALE = 255; function prepare(t: tf.Tensor3D) { return t.div(SCALE); }\nprepare(tf.browser.fromPixels(img).div(SCALE));`,
      errors: ['again'],
    },
    {
      name: 'on the host and as a tensor',
      code: `${tfjs}const pixels = Array.from(bytes).map((p) => p / 255); const x = tf.tensor(pixels, [1, 28, 28, 1]).div(255);`,
      errors: ['again'],
    },
    {
      name: 'Float32Array.from',
      code: `${tfjs}tf.tensor4d(Float32Array.from(bytes, (p) => p / 255.0), [1, 8, 8, 1]).div(tf.scalar(255));`,
      errors: ['again'],
    },
    {
      name: 'a model that scales, too',
      code: `${tfjs}const m = tf.sequential({ layers: [tf.layers.rescaling({ scale: 1 / 255, inputShape: [8, 8, 3] }), tf.layers.flatten()] }); m.predict(tf.browser.fromPixels(i).div(255).expandDims(0));`,
      errors: ['layer'],
    },
  ],
});

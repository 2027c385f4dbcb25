import { notNormalised } from '../../../src/analyzer/rules/not-normalised.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

const cnn = `${tfjs}const model = tf.sequential({
  layers: [tf.layers.conv2d({ inputShape: [28, 28, 3], filters: 8, kernelSize: 3 }), tf.layers.flatten(), tf.layers.dense({ units: 3 })],
});
`;

testRule(notNormalised, {
  valid: [
    `${cnn}model.predict(tf.browser.fromPixels(img).expandDims(0).div(255));`,
    `${cnn}model.predict(tf.browser.fromPixels(img).expandDims(0).toFloat().sub(127.5).div(127.5));`,
    {
      name: 'a loaded model may take pixels',
      code: `${tfjs}const model = await tf.loadLayersModel(url); model.predict(tf.browser.fromPixels(img).expandDims(0));`,
    },
    {
      name: 'a graph model may take pixels',
      code: `${tfjs}const model = await tf.loadGraphModel(url); model.execute(tf.browser.fromPixels(img).expandDims(0));`,
    },
    { name: 'a helper from elsewhere', code: `${cnn}model.predict(prepare(tf.browser.fromPixels(img)));` },
    {
      name: 'a model that normalises',
      code: `${tfjs}const model = tf.sequential({ layers: [tf.layers.batchNormalization({ inputShape: [28, 28, 3] }), tf.layers.flatten()] }); model.predict(tf.browser.fromPixels(img).expandDims(0));`,
    },
    { name: 'floats', code: `${cnn}model.fit(tf.tensor4d(new Float32Array(n), [1, 28, 28, 3]), ys);` },
  ],
  invalid: [
    { code: `${cnn}model.predict(tf.browser.fromPixels(img).expandDims(0));`, errors: ['pixels'] },
    {
      name: 'trained on pixels',
      code: `${cnn}const xs = tf.browser.fromPixels(img).toFloat().resizeBilinear([28, 28]).expandDims(0); await model.fit(xs, ys, { epochs: 3 });`,
      errors: [{ message: 'pixels', at: 'xs' }],
    },
    {
      name: 'bytes',
      code: `${cnn}const bytes = new Uint8Array(buffer); model.fit(tf.tensor4d(bytes, [n, 28, 28, 3]), ys);`,
      errors: ['pixels'],
    },
    {
      name: 'decoded on Node',
      code: `import * as tf from '@tensorflow/tfjs-node';\nconst net = tf.sequential(); net.add(tf.layers.flatten({ inputShape: [8, 8, 3] })); net.add(tf.layers.dense({ units: 1 }));\nnet.predict(tf.node.decodeImage(file, 3).expandDims(0));`,
      errors: ['pixels'],
    },
  ],
});

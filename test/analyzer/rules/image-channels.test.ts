import { imageChannels } from '../../../src/analyzer/rules/image-channels.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(imageChannels, {
  valid: [
    `${tfjs}tf.browser.fromPixels(img);`,
    `${tfjs}tf.browser.fromPixels(img, 1);`,
    `import * as tf from '@tensorflow/tfjs-node';\ntf.node.decodeImage(bytes, 3);`,
    `import * as tf from '@tensorflow/tfjs-node';\nconst CHANNELS = 3; tf.node.decodePng(bytes, CHANNELS);`,
    {
      name: 'as many as someone says',
      code: `import * as tf from '@tensorflow/tfjs-node';\ntf.node.decodeImage(bytes, channels);`,
    },
    {
      name: 'a test that knows its file',
      path: 'image.test.ts',
      code: `import * as tf from '@tensorflow/tfjs-node';\ntf.node.decodePng(bytes);`,
    },
    {
      name: 'a gif is decoded to three',
      code: `import * as tf from '@tensorflow/tfjs-node';\ntf.node.decodeGif(bytes);`,
    },
    {
      name: 'channels that agree',
      code: `${tfjs}const m = tf.sequential({ layers: [tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 1, kernelSize: 3 })] }); m.predict(tf.browser.fromPixels(img, 1).expandDims(0));`,
    },
    {
      name: 'averaged to one',
      code: `${tfjs}const m = tf.sequential({ layers: [tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 1, kernelSize: 3 })] }); m.predict(tf.browser.fromPixels(img).mean(2, true).expandDims(0));`,
    },
  ],
  invalid: [
    {
      code: `import * as tf from '@tensorflow/tfjs-node';\ntf.node.decodeImage(bytes);`,
      errors: [{ message: 'unsaid', at: 'tf.node.decodeImage(bytes)' }],
    },
    {
      code: `import { node } from '@tensorflow/tfjs-node';\nconst image = await node.decodePng(bytes);`,
      errors: ['unsaid'],
    },
    {
      code: `import * as tf from '@tensorflow/tfjs-node';\ntf.node.decodeJpeg(bytes, 0);`,
      errors: ['unsaid'],
    },
    {
      name: 'named channels that are skipped',
      code: `import * as tf from '@tensorflow/tfjs-node';\ntf.node.decodeImage(bytes, undefined, 'int32');`,
      errors: ['unsaid'],
    },
    {
      name: 'three for a model of one',
      code: `${tfjs}const m = tf.sequential({ layers: [tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 1, kernelSize: 3 })] }); m.predict(tf.browser.fromPixels(img).toFloat().expandDims(0));`,
      errors: [{ message: 'differs', at: 'tf.browser.fromPixels(img)' }],
    },
    {
      name: 'four for a model of three',
      code: `${tfjs}const m = tf.sequential(); m.add(tf.layers.conv2d({ inputShape: [28, 28, 3], filters: 1, kernelSize: 3 })); const x = tf.browser.fromPixels(img, 4); m.predict(x.expandDims(0).div(255));`,
      errors: ['differs'],
    },
  ],
});

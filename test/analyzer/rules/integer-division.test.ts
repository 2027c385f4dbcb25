import { integerDivision } from '../../../src/analyzer/rules/integer-division.ts';
import { testRule } from '../test-rule.ts';

const tfjs = "import * as tf from '@tensorflow/tfjs';\n";

testRule(integerDivision, {
  valid: [
    `${tfjs}tf.browser.fromPixels(img).div(255);`,
    `${tfjs}tf.browser.fromPixels(img).div(tf.scalar(255));`,
    `${tfjs}tf.browser.fromPixels(img).toFloat().div(tf.scalar(255, 'int32'));`,
    `${tfjs}tf.image.resizeBilinear(tf.browser.fromPixels(img), [8, 8]).div(tf.scalar(255, 'int32'));`,
    { name: 'the row of an index', code: `${tfjs}tf.div(tf.argMax(scores, 0), tf.scalar(width, 'int32'));` },
    {
      name: 'a helper for indices',
      code: `${tfjs}function mod(a: tf.Tensor1D, b: number) { return tf.div(a, tf.scalar(b, 'int32')); }`,
    },
    {
      name: 'whole numbers on purpose',
      code: `${tfjs}tf.browser.fromPixels(img).floorDiv(tf.scalar(16, 'int32'));`,
    },
    { name: "a library's own div", code: `${tfjs}big.div(other.toInt());` },
    `${tfjs}tf.tensor([1, 2, 3]).div(tf.tensor1d([1, 2, 3], 'int32'));`,
  ],
  invalid: [
    { code: `${tfjs}tf.browser.fromPixels(img).div(tf.scalar(255, 'int32'));`, errors: ['floors'] },
    {
      code: `${tfjs}const pixels = tf.browser.fromPixels(img).expandDims(0); const max = tf.scalar(255, 'int32'); const x = tf.div(pixels, max);`,
      errors: [{ message: 'floors', at: 'tf.div(pixels, max)' }],
    },
    {
      name: 'an image from a parameter',
      code: `${tfjs}function scale(img: tf.Tensor3D) { return img.div(tf.scalar(255, 'int32')); }`,
      errors: [{ message: 'divisor', at: "tf.scalar(255, 'int32')" }],
    },
    {
      name: 'a cast scalar',
      code: `${tfjs}const scale = (img) => img.div(tf.scalar(255).toInt());`,
      errors: ['divisor'],
    },
    {
      name: 'a share of counts',
      code: `${tfjs}const accuracy = tf.equal(a, b).sum().div(tf.scalar(n, 'int32'));`,
      errors: ['floors'],
    },
    {
      name: 'nearest neighbour keeps integers',
      code: `import { image, browser, scalar } from '@tensorflow/tfjs-core';\nimage.resizeNearestNeighbor(browser.fromPixels(img), [8, 8]).div(scalar(127, 'int32'));`,
      errors: ['floors'],
    },
  ],
});

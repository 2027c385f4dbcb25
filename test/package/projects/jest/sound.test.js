const tf = require('@tensorflow/tfjs-node');
const { checkAllClose } = require('tensorproof');
const matchers = require('tensorproof/matchers');

expect.extend(matchers.default ?? matchers);

test('matchers work in Jest', () => {
  expect(tf.ones([2, 3])).toHaveShape('batch 3');
  expect(tf.ones([2, 3])).toBeAllClose(tf.ones([2, 3]));
  expect(() => expect(tf.tensor1d([NaN])).toBeAllClose(tf.tensor1d([Infinity]))).toThrow(/NaN/);
  expect(checkAllClose(tf.ones([2]), tf.zeros([2])).pass).toBe(false);
});

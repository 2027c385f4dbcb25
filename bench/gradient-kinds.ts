import * as tf from '@tensorflow/tfjs-core';

/** A function whose gradient is right, with inputs made from a seed. */
export interface GradientKind {
  readonly name: string;
  readonly fn: (...inputs: tf.Tensor[]) => tf.Tensor;
  readonly inputs: (seed: number) => tf.Tensor[];
}

const normal = (shape: number[], seed: number, scale = 1): tf.Tensor =>
  tf.randomNormal(shape, 0, scale, 'float32', seed);

/** Turns what is given into the rank that an op declares. */
const image = (tensor: tf.Tensor): tf.Tensor4D =>
  tensor.as4D(...(tensor.shape as [number, number, number, number]));

function normalized(x: tf.Tensor, axes: number[]): tf.Tensor {
  const { mean, variance } = tf.moments(x, axes, true);
  return x.sub(mean).div(variance.add(1e-5).sqrt());
}

function conv(x: tf.Tensor, filter: tf.Tensor): tf.Tensor {
  return tf.conv2d(image(x), image(filter), 1, 'same');
}

/** The kinds of functions that gradient checks are tried on. */
export const GRADIENT_KINDS: readonly GradientKind[] = [
  {
    name: 'matmul',
    fn: (a, b) => tf.matMul(a, b),
    inputs: (s) => [normal([6, 5], s), normal([5, 7], s + 1)],
  },
  {
    name: 'conv2d',
    fn: (x, w) => conv(x, w),
    inputs: (s) => [normal([2, 6, 6, 3], s), normal([3, 3, 3, 4], s + 1, 0.3)],
  },
  {
    name: 'depthwise conv',
    fn: (x, w) => tf.depthwiseConv2d(image(x), image(w), 1, 'same'),
    inputs: (s) => [normal([2, 6, 6, 3], s), normal([3, 3, 3, 2], s + 1, 0.3)],
  },
  {
    name: 'layer norm',
    fn: (x, gain, bias) => normalized(x, [-1]).mul(gain).add(bias),
    inputs: (s) => [normal([4, 16], s), normal([16], s + 1), normal([16], s + 2)],
  },
  {
    name: 'batch norm',
    fn: (x, gain, bias) => normalized(x, [0, 1, 2]).mul(gain).add(bias),
    inputs: (s) => [normal([4, 4, 4, 3], s), normal([3], s + 1), normal([3], s + 2)],
  },
  { name: 'softmax', fn: (x) => tf.softmax(x), inputs: (s) => [normal([8, 10], s)] },
  {
    name: 'self-attention',
    fn: (input: tf.Tensor, query: tf.Tensor, key: tf.Tensor, value: tf.Tensor): tf.Tensor => {
      const scores = input.matMul(query).matMul(input.matMul(key), false, true).div(Math.sqrt(8));
      return tf.softmax(scores).matMul(input.matMul(value));
    },
    inputs: (s) => [normal([6, 8], s), ...[1, 2, 3].map((i) => normal([8, 8], s + i, 0.35))],
  },
  {
    name: 'tanh MLP',
    fn: (x, w, v) => x.matMul(w).tanh().matMul(v).tanh(),
    inputs: (s) => [normal([8, 16], s), normal([16, 32], s + 1, 0.25), normal([32, 10], s + 2, 0.2)],
  },
  {
    name: 'ReLU MLP',
    fn: (x, w, v) => x.matMul(w).relu().matMul(v).relu(),
    inputs: (s) => [normal([8, 16], s), normal([16, 32], s + 1, 0.35), normal([32, 10], s + 2, 0.25)],
  },
  {
    name: 'ReLU conv net',
    fn: (x, w, v) => conv(conv(x, w).relu(), v).relu().mean([1, 2]),
    inputs: (s) => [
      normal([2, 8, 8, 3], s),
      normal([3, 3, 3, 8], s + 1, 0.3),
      normal([3, 3, 8, 4], s + 2, 0.2),
    ],
  },
  {
    name: 'ResNet block, max pooling',
    fn: (x: tf.Tensor, w: tf.Tensor, v: tf.Tensor): tf.Tensor => {
      const inner = normalized(conv(normalized(conv(x, w), [0, 1, 2]).relu(), v), [0, 1, 2]);
      return tf.maxPool(image(inner.add(x).relu()), 2, 2, 'same');
    },
    inputs: (s) => [
      normal([2, 6, 6, 4], s),
      normal([3, 3, 4, 4], s + 1, 0.3),
      normal([3, 3, 4, 4], s + 2, 0.3),
    ],
  },
];

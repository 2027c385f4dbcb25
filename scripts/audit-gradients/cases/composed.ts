import * as tf from '@tensorflow/tfjs';
import { composed, first, input, type GradientCase } from '../gradient-case.ts';

const one = (op: string, name: string, shape: number[], run: (x: tf.Tensor) => tf.Tensor | tf.Tensor[], low = -1, high = 1): GradientCase =>
  first(composed(op), `[${shape.join(', ')}] ${name}`.trim(), [input(shape, low, high)], run); // prettier-ignore

/** Ops that are made of others, and whose gradient is what comes out. */
export const composedOps: readonly GradientCase[] = [
  ...(['euclidean', 1, 2, Infinity, -Infinity] as const).map((order) => one('tf.norm', String(order), [4], (x) => tf.norm(x, order))),
  ...(['euclidean', 'fro', 1, Infinity, -Infinity] as const).map((order) => one('tf.norm', `${order} axes 0, 1`, [2, 3], (x) => tf.norm(x, order, [0, 1]))),
  ...(['euclidean', 1, 2, Infinity] as const).map((order) => one('tf.norm', `${order} axis 1`, [2, 3], (x) => tf.norm(x, order, 1))),
  one('tf.norm', 'euclidean axis 0 keepDims', [2, 3], (x) => tf.norm(x, 'euclidean', 0, true)),
  one('tf.logSumExp', '', [4], (x) => tf.logSumExp(x)),
  one('tf.logSumExp', 'axis 0', [2, 3], (x) => tf.logSumExp(x, 0)),
  one('tf.logSumExp', 'axis 1 keepDims', [2, 3], (x) => tf.logSumExp(x, 1, true)),
  one('tf.moments', 'axis 0', [2, 3], (x) => {
    const { mean, variance } = tf.moments(x, 0);
    return [mean, variance];
  }),
  one('tf.divNoNan', 'by 0', [3], (x) => tf.divNoNan(x, tf.tensor1d([1, 0, 2]))),
  first(composed('tf.divNoNan'), '[2] by [2], none 0', [input([2]), input([2], 0.5, 1)], (a, b) => tf.divNoNan(a, b)),
  first(composed('tf.divNoNan'), '[2] by zeros, by both', [input([2]), input([2], 0, 0)], (a, b) => tf.divNoNan(a, b)),
  one('tf.image.rgbToGrayscale', '', [1, 2, 2, 3], (x) => tf.image.rgbToGrayscale(x as tf.Tensor4D)), // as its shape says
  one('tf.image.grayscaleToRGB', '', [1, 2, 2, 1], (x) => tf.image.grayscaleToRGB(x as tf.Tensor4D)), // as its shape says
  one('tf.signal.frame', 'length 2 step 1', [5], (x) => tf.signal.frame(x as tf.Tensor1D, 2, 1)), // as its shape says
  one('tf.signal.stft', 'abs', [8], (x) => tf.abs(tf.signal.stft(x as tf.Tensor1D, 4, 2))), // as its shape says
  one('tf.spectral.rfft', 'abs', [4], (x) => tf.abs(tf.spectral.rfft(x))),
  one('tf.linalg.bandPart', 'lower', [3, 3], (x) => tf.linalg.bandPart(x as tf.Tensor2D, -1, 0)), // as its shape says
  one('tf.linalg.gramSchmidt', '', [2, 3], (x) => tf.linalg.gramSchmidt(x as tf.Tensor2D)), // a tensor for a tensor
  one('tf.linalg.qr', 'R', [2, 2], (x) => tf.linalg.qr(x)[1]),
  first(composed('tf.basicLSTMCell'), '[1, 2], 2 units', [input([1, 2]), input([4, 8]), input([8]), input([1, 2]), input([1, 2])], (x, kernel, bias, c, h) =>
    tf.basicLSTMCell(1, kernel as tf.Tensor2D, bias as tf.Tensor1D, x as tf.Tensor2D, c as tf.Tensor2D, h as tf.Tensor2D), // as their shapes say
  ),
  one('tf.batchNorm', 'of its own moments', [4, 2], (x) => {
    const { mean, variance } = tf.moments(x, 0);
    return tf.batchNorm(x as tf.Tensor2D, mean as tf.Tensor1D, variance as tf.Tensor1D, [0, 1], [1, 2], 0.01); // as their shapes say
  }),
  one('tf.meshgrid', '', [3], (x) => tf.meshgrid(x, tf.tensor1d([1, 2]))),
]; // prettier-ignore

import * as tf from '@tensorflow/tfjs';
import { gradientCase, input, type GradientCase } from '../gradient-case.ts';

const PADS = ['valid', 'same'] as const;
type Image = tf.Tensor4D;
type Volume = tf.Tensor5D;

const kernels: GradientCase[] = PADS.flatMap((pad) =>
  [[4, 5], [5, 7]].flatMap(([h = 4, w = 5]) =>
    [1, 2].flatMap((stride) => {
      const at = `[1, ${h}, ${w}, 2] ${pad} stride ${stride}`;
      const [x, f] = [input([1, h, w, 2]), input([3, 2, 2, 3])];
      return [
        gradientCase('Conv2D', at, [x, f], (a, b) => tf.conv2d(a as Image, b as Image, stride, pad)),
        gradientCase('Conv2D', at, [x, f], (a, b) => tf.conv2d(a as Image, b as Image, stride, pad), 2),
        gradientCase('DepthwiseConv2dNative', at, [x, f], (a, b) => tf.depthwiseConv2d(a as Image, b as Image, stride, pad)),
        gradientCase('customGrad fused.conv2d', at, [x, f, input([3])], (a, b, bias) => tf.fused.conv2d({ x: a as Image, filter: b as Image, strides: stride, pad, bias: bias })),
        gradientCase('customGrad fused.depthwiseConv2d', at, [x, f, input([6])], (a, b, bias) => tf.fused.depthwiseConv2d({ x: a as Image, filter: b as Image, strides: stride, pad, bias: bias })),
        gradientCase('AvgPool', at, [x], (a) => tf.avgPool(a as Image, [2, 3], stride, pad)),
        gradientCase('MaxPool', at, [x], (a) => tf.maxPool(a as Image, [2, 3], stride, pad)),
        gradientCase('Dilation2D', at, [x, input([2, 2, 2])], (a, b) => tf.dilation2d(a as Image, b as tf.Tensor3D, stride, pad)),
        gradientCase('Conv3D', `[1, 3, ${h}, 3, 1] ${pad} stride ${stride}`, [input([1, 3, h, 3, 1]), input([2, 2, 2, 1, 2])], (a, b) => tf.conv3d(a as Volume, b as Volume, stride, pad)),
        gradientCase('AvgPool3D', `[1, 3, ${h}, 3, 1] ${pad} stride ${stride}`, [input([1, 3, h, 3, 1])], (a) => tf.avgPool3d(a as Volume, 2, stride, pad)),
        gradientCase('MaxPool3D', `[1, 3, ${h}, 3, 1] ${pad} stride ${stride}`, [input([1, 3, h, 3, 1])], (a) => tf.maxPool3d(a as Volume, 2, stride, pad)),
      ];
    }),
  ),
); // prettier-ignore

const resizes: GradientCase[] = [[6, 8], [5, 3], [4, 5], [2, 2], [1, 1]].flatMap(([h = 1, w = 1]) =>
  [[false, false], [true, false], [false, true]].flatMap(([align, half]) => {
    const at = `[1, 4, 5, 2] to ${h} by ${w}${align ? ' alignCorners' : ''}${half ? ' halfPixelCenters' : ''}`;
    return [
      gradientCase('ResizeBilinear', at, [input([1, 4, 5, 2])], (x) => tf.image.resizeBilinear(x as Image, [h, w], align, half)),
      gradientCase('ResizeNearestNeighbor', at, [input([1, 4, 5, 2])], (x) => tf.image.resizeNearestNeighbor(x as Image, [h, w], align, half)),
    ];
  }),
); // prettier-ignore

/** Convolutions, poolings, resizing and normalisation over space. */
export const spatial: readonly GradientCase[] = [
  ...kernels,
  ...resizes,
  gradientCase('Conv2D', '[1, 5, 6, 2] dilation 2', [input([1, 5, 6, 2]), input([2, 2, 2, 2])], (a, b) => tf.conv2d(a as Image, b as Image, 1, 'valid', 'NHWC', 2)),
  gradientCase('Conv2D', '[1, 5, 6, 2] pad 1', [input([1, 5, 6, 2]), input([2, 2, 2, 2])], (a, b) => tf.conv2d(a as Image, b as Image, 1, 1)),
  gradientCase('DepthwiseConv2dNative', '[1, 5, 6, 2] dilation 2', [input([1, 5, 6, 2]), input([2, 2, 2, 2])], (a, b) => tf.depthwiseConv2d(a as Image, b as Image, 1, 'valid', 'NHWC', 2)),
  gradientCase('AvgPool', '[1, 4, 4, 1] pad 1', [input([1, 4, 4, 1])], (a) => tf.avgPool(a as Image, 2, 1, 1)),
  gradientCase('MaxPool', '[1, 4, 4, 1] pad 1', [input([1, 4, 4, 1])], (a) => tf.maxPool(a as Image, 2, 1, 1)),
  ...[1, 2].map((stride) => gradientCase('Conv2DBackpropInput', `same stride ${stride}`, [input([1, 3, 2, 2]), input([2, 3, 1, 2])], (a, b) => tf.conv2dTranspose(a as Image, b as Image, [1, 3 * stride, 2 * stride, 1], stride, 'same'))),
  ...[1, 2, 5].map((radius) => gradientCase('LRN', `[1, 2, 3, 4] radius ${radius}`, [input([1, 2, 3, 4])], (x) => tf.localResponseNormalization(x as Image, radius, 1, 0.7, 0.75))),
  ...[[3], [1]].map(([n = 3]) => gradientCase('FusedBatchNorm', `[2, 2, 3, ${n}] by channel`, [input([2, 2, 3, n]), input([n]), input([n], 0.5, 2), input([n]), input([n])], (x, mean, variance, offset, scale) => tf.batchNorm(x as Image, mean as tf.Tensor1D, variance as tf.Tensor1D, offset as tf.Tensor1D, scale as tf.Tensor1D))),
  gradientCase('FusedBatchNorm', '[2, 3] by channel', [input([2, 3]), input([3]), input([3], 0.5, 2), input([3]), input([3])], (x, mean, variance, offset, scale) => tf.batchNorm(x as tf.Tensor2D, mean as tf.Tensor1D, variance as tf.Tensor1D, offset as tf.Tensor1D, scale as tf.Tensor1D)),
]; // prettier-ignore

import * as tf from '@tensorflow/tfjs-core';
import { SPECIAL, type OpCase } from '../op-case.ts';

type X = tf.Tensor;
/** What an op of images takes; the specs say so. */
type Image = tf.Tensor4D;

const PADS = ['same', 'valid'] as const;
const STRIDES = [1, 2, [1, 2]] as const;

/** Where a window goes: each padding with each stride, and one with dilation. */
const WINDOWS = [
  ...PADS.flatMap((pad) => STRIDES.map((strides) => ({ pad, strides, dilations: 1, name: `${pad}, stride ${String(strides)}` }))),
  ...PADS.map((pad) => ({ pad, strides: 1 as const, dilations: 2, name: `${pad}, dilation 2` })),
  { pad: 1, strides: 1 as const, dilations: 1, name: 'padding 1' },
] as const; // prettier-ignore

const size = (strides: (typeof STRIDES)[number]): [number, number] =>
  typeof strides === 'number' ? [strides, strides] : [strides[0], strides[1]];

export const layers: readonly OpCase[] = [
  { op: 'matMul', name: '', inputs: ['a b', 'b c'], run: (x: X, y: X) => tf.matMul(x, y), reference: product },
  { op: 'matMul', name: 'special values', inputs: ['a b', 'b c'], elements: [SPECIAL, SPECIAL], run: (x: X, y: X) => tf.matMul(x, y) },
  { op: 'matMul', name: 'transposed', inputs: ['b a', 'c b'], run: (x: X, y: X) => tf.matMul(x, y, true, true) },
  { op: 'matMul', name: 'batches', inputs: ['n a b', 'n b c'], run: (x: X, y: X) => tf.matMul(x, y) },
  { op: 'matMul', name: 'batches broadcast', inputs: ['n 1 a b', 'm b c'], run: (x: X, y: X) => tf.matMul(x, y) },
  { op: 'matMul', name: 'int32', inputs: ['a b', 'b c'], dtype: ['int32', 'int32'], run: (x: X, y: X) => tf.matMul(x, y) },
  { op: 'matMul', name: 'no elements', inputs: ['a 0', '0 c'], run: (x: X, y: X) => tf.matMul(x, y) },
  { op: 'dot', name: '', inputs: ['n', 'n'], run: (x: X, y: X) => tf.dot(x, y) },
  { op: 'outerProduct', name: '', inputs: ['n', 'm'], run: (x: X, y: X) => tf.outerProduct(x as tf.Tensor1D, y as tf.Tensor1D) },
  { op: 'einsum', name: 'bij,bjk->bik', inputs: ['b i j', 'b j k'], run: (x: X, y: X) => tf.einsum('bij,bjk->bik', x, y) },
  { op: 'einsum', name: 'ij->ji', inputs: ['i j'], run: (x: X) => tf.einsum('ij->ji', x) },
  ...WINDOWS.flatMap(({ pad, strides, dilations, name }): OpCase[] => [
    { op: 'conv2d', name, inputs: ['n 5 6 c', '3 3 c d'], maxSize: 3, run: (x: X, w: X) => tf.conv2d(x as Image, w as Image, size(strides), pad, 'NHWC', dilations) },
    { op: 'depthwiseConv2d', name, inputs: ['n 5 6 c', '3 3 c d'], maxSize: 3, run: (x: X, w: X) => tf.depthwiseConv2d(x as Image, w as Image, size(strides), pad, 'NHWC', dilations) },
  ]),
  ...WINDOWS.filter(({ dilations }) => dilations === 1).flatMap(({ pad, strides, name }): OpCase[] => [
    { op: 'maxPool', name, inputs: ['n 5 6 c'], maxSize: 3, run: (x: X) => tf.maxPool(x as Image, 3, size(strides), pad) },
    { op: 'avgPool', name, inputs: ['n 5 6 c'], maxSize: 3, run: (x: X) => tf.avgPool(x as Image, 3, size(strides), pad) },
  ]),
  { op: 'maxPool', name: 'special values', inputs: ['n 4 4 c'], maxSize: 2, elements: [SPECIAL], run: (x: X) => tf.maxPool(x as Image, 2, 2, 'same') },
  { op: 'avgPool', name: 'special values', inputs: ['n 4 4 c'], maxSize: 2, elements: [SPECIAL], run: (x: X) => tf.avgPool(x as Image, 2, 2, 'same') },
  { op: 'conv1d', name: 'same', inputs: ['n 6 c', '3 c d'], maxSize: 3, run: (x: X, w: X) => tf.conv1d(x as tf.Tensor3D, w as tf.Tensor3D, 1, 'same') },
  { op: 'conv1d', name: 'causal by padding', inputs: ['n 6 c', '3 c d'], maxSize: 3, run: (x: X, w: X) => tf.conv1d(tf.pad(x, [[0, 0], [2, 0], [0, 0]]) as tf.Tensor3D, w as tf.Tensor3D, 1, 'valid') },
  { op: 'separableConv2d', name: '', inputs: ['n 5 5 c', '3 3 c 1', '1 1 c d'], maxSize: 3, run: (x: X, a: X, b: X) => tf.separableConv2d(x as Image, a as Image, b as Image, 1, 'same') },
  { op: 'conv2dTranspose', name: 'same, stride 2', inputs: ['n 3 4 c', '3 3 d c'], maxSize: 3, run: (x: X, w: X) => tf.conv2dTranspose(x as Image, w as Image, [x.shape[0], 6, 8, w.shape[2] ?? 1], 2, 'same') },
  { op: 'conv2dTranspose', name: 'valid', inputs: ['n 3 4 c', '3 3 d c'], maxSize: 3, run: (x: X, w: X) => tf.conv2dTranspose(x as Image, w as Image, [x.shape[0], 5, 6, w.shape[2] ?? 1], 1, 'valid') },
  { op: 'conv3d', name: 'same', inputs: ['n 3 4 4 c', '2 3 3 c d'], maxSize: 2, run: (x: X, w: X) => tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, 1, 'same') },
  { op: 'maxPool3d', name: '', inputs: ['n 4 4 4 c'], maxSize: 2, run: (x: X) => tf.maxPool3d(x as tf.Tensor5D, 2, 2, 'valid') },
  { op: 'avgPool3d', name: '', inputs: ['n 4 4 4 c'], maxSize: 2, run: (x: X) => tf.avgPool3d(x as tf.Tensor5D, 2, 2, 'valid') },
  { op: 'dilation2d', name: '', inputs: ['n 5 5 c', '3 3 c'], maxSize: 3, run: (x: X, w: X) => tf.dilation2d(x as Image, w as tf.Tensor3D, 1, 'same') },
  { op: 'batchNorm', name: '', inputs: ['n 2 2 c', 'c', 'c'], elements: [undefined, undefined, { min: 0.125, max: 4 }], run: (x: X, mean: X, variance: X) => tf.batchNorm(x, mean, variance) },
  { op: 'batchNorm', name: 'no variance', inputs: ['n 2 2 c', 'c'], run: (x: X, mean: X) => tf.batchNorm(x, mean, tf.zerosLike(mean)) },
  { op: 'localResponseNormalization', name: '', inputs: ['n 2 2 c'], run: (x: X) => tf.localResponseNormalization(x as Image, 2) },
  ...[false, true].flatMap((alignCorners) =>
    [false, true].filter((half) => !(half && alignCorners)).flatMap((half): OpCase[] => {
      const name = alignCorners ? 'alignCorners' : half ? 'halfPixelCenters' : '';
      return [
        { op: 'image.resizeBilinear', name: [name, 'larger'].join(' ').trim(), inputs: ['n 3 4 c'], maxSize: 2, run: (x: X) => tf.image.resizeBilinear(x as Image, [5, 7], alignCorners, half) },
        { op: 'image.resizeBilinear', name: [name, 'smaller'].join(' ').trim(), inputs: ['n 5 7 c'], maxSize: 2, run: (x: X) => tf.image.resizeBilinear(x as Image, [3, 4], alignCorners, half) },
        { op: 'image.resizeNearestNeighbor', name: [name, 'larger'].join(' ').trim(), inputs: ['n 3 4 c'], maxSize: 2, run: (x: X) => tf.image.resizeNearestNeighbor(x as Image, [5, 7], alignCorners, half) },
        { op: 'image.resizeNearestNeighbor', name: [name, 'smaller'].join(' ').trim(), inputs: ['n 5 7 c'], maxSize: 2, run: (x: X) => tf.image.resizeNearestNeighbor(x as Image, [3, 4], alignCorners, half) },
      ];
    }),
  ),
  ...(['bilinear', 'nearest'] as const).map((method): OpCase => ({
    op: 'image.cropAndResize', name: method, inputs: ['2 4 5 c', 'm 4'], maxSize: 3, elements: [undefined, { min: -0.5, max: 1.5 }],
    run: (x: X, boxes: X) => tf.image.cropAndResize(x as Image, boxes as tf.Tensor2D, tf.zeros([boxes.shape[0]], 'int32'), [3, 3], method),
  })),
  { op: 'image.flipLeftRight', name: '', inputs: ['n 3 4 c'], maxSize: 3, run: (x: X) => tf.image.flipLeftRight(x as Image) },
  { op: 'image.rotateWithOffset', name: '', inputs: ['n 4 4 c'], maxSize: 3, run: (x: X) => tf.image.rotateWithOffset(x as Image, 0.5) },
  { op: 'image.nonMaxSuppression', name: '', inputs: ['n 4', 'n'], elements: [{ min: 0, max: 1 }, { min: 0, max: 1 }], run: (boxes: X, scores: X) => tf.image.nonMaxSuppression(boxes as tf.Tensor2D, scores as tf.Tensor1D, 5, 0.5) },
  { op: 'image.nonMaxSuppression', name: 'equal scores', inputs: ['n 4'], elements: [{ min: 0, max: 1 }], run: (boxes: X) => tf.image.nonMaxSuppression(boxes as tf.Tensor2D, tf.ones([boxes.shape[0]]), 5, 0.5) },
  { op: 'fused.conv2d', name: 'bias and relu', inputs: ['n 5 5 c', '3 3 c d', 'd'], maxSize: 3, run: (x: X, filter: X, bias: X) => tf.fused.conv2d({ x: x as Image, filter: filter as Image, bias, strides: 1, pad: 'same', activation: 'relu' }) },
  { op: 'fused.matMul', name: 'bias and relu', inputs: ['a b', 'b c', 'c'], run: (a: X, b: X, bias: X) => tf.fused.matMul({ a, b, bias, activation: 'relu' }) },
  { op: 'losses.softmaxCrossEntropy', name: '', inputs: ['n c', 'n c'], elements: [{ min: 0, max: 1 }, { min: -30, max: 30 }], run: (labels: X, logits: X) => tf.losses.softmaxCrossEntropy(labels, logits) },
  { op: 'losses.sigmoidCrossEntropy', name: '', inputs: ['n c', 'n c'], elements: [{ min: 0, max: 1 }, { min: -100, max: 100 }], run: (labels: X, logits: X) => tf.losses.sigmoidCrossEntropy(labels, logits) },
  { op: 'losses.huberLoss', name: '', inputs: ['n c', 'n c'], run: (labels: X, given: X) => tf.losses.huberLoss(labels, given) },
]; // prettier-ignore

function product(x: X, y: X): readonly (readonly number[])[] {
  const [rows, columns] = [(x as tf.Tensor2D).arraySync(), (tf.transpose(y) as tf.Tensor2D).arraySync()];
  return rows.map((row) => columns.map((column) => row.reduce((sum, value, k) => sum + value * (column[k] ?? 0), 0)));
} // prettier-ignore

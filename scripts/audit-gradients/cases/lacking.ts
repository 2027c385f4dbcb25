import * as tf from '@tensorflow/tfjs';
import {
  first,
  input,
  lacking,
  shown,
  type Gradient,
  type GradientCase,
  type InputSpec,
} from '../gradient-case.ts';

// A tensor has the rank of the shape it is made with, which its static type does not show.
type Image = tf.Tensor4D;
type Volume = tf.Tensor5D;

const of = (gradient: Gradient, name: string, inputs: readonly InputSpec[], run: GradientCase['run']): GradientCase =>
  first(gradient, name, inputs, run); // prettier-ignore
const one = (gradient: Gradient, shape: number[], name: string, run: (x: tf.Tensor) => tf.Tensor | tf.Tensor[]): GradientCase =>
  first(gradient, `${shown(shape)} ${name}`.trim(), [input(shape)], run); // prettier-ignore
const ids = (values: number[]): tf.Tensor1D => tf.tensor1d(values, 'int32');
const places = (): tf.Tensor2D => tf.tensor2d([[0], [2]], [2, 1], 'int32');

const masks = (
  [
    ['Greater', tf.greater], ['Less', tf.less], ['LessEqual', tf.lessEqual], ['Equal', tf.equal], ['NotEqual', tf.notEqual],
  ] as const
).map(([kernel, compare]) => one(lacking(kernel), [3], 'as a mask: x · (x ? 0)', (x) => x.mul(compare(x, 0).cast('float32')))); // prettier-ignore
const both = (x: tf.Tensor): [tf.Tensor, tf.Tensor] => [tf.greaterEqual(x, -0.5), tf.greaterEqual(x, 0.5)];

/** What is differentiable on paper, or piecewise constant as `tf.round` is, and has a kernel without a gradient. */
export const withoutGradient: readonly GradientCase[] = [
  ...masks,
  one(lacking('LogicalAnd'), [3], 'as a mask', (x) => x.mul(tf.logicalAnd(...both(x)).cast('float32'))),
  one(lacking('LogicalOr'), [3], 'as a mask', (x) => x.mul(tf.logicalOr(...both(x)).cast('float32'))),
  one(lacking('LogicalNot'), [3], 'as a mask', (x) => x.mul(tf.logicalNot(tf.greaterEqual(x, 0)).cast('float32'))),
  of(lacking('Complex'), '[3], [3], read by tf.real', [input([3]), input([3])], (a, b) => tf.real(tf.complex(a, b))),
  one(lacking('Real'), [3], 'of a spectrum', (x) => tf.real(tf.spectral.rfft(x))),
  one(lacking('Imag'), [4], 'of a spectrum', (x) => tf.imag(tf.spectral.rfft(x))),
  of(lacking('FFT', 'tf.spectral.fft'), '[4]', [input([4]), input([4])], (a, b) => tf.abs(tf.spectral.fft(tf.complex(a, b)))),
  of(lacking('IFFT', 'tf.spectral.ifft'), '[4]', [input([4]), input([4])], (a, b) => tf.abs(tf.spectral.ifft(tf.complex(a, b)))),
  one(lacking('Cumprod'), [4], '', (x) => tf.cumprod(x)),
  one(lacking('DepthToSpace'), [1, 2, 2, 4], 'block 2', (x) => tf.depthToSpace(x as Image, 2)),
  one(lacking('Diag'), [3], '', (x) => tf.diag(x)),
  of(lacking('Einsum'), 'ij,jk->ik', [input([2, 3]), input([3, 2])], (a, b) => tf.einsum('ij,jk->ik', a, b)),
  one(lacking('GatherNd', 'tf.gatherND'), [3, 2], '', (x) => tf.gatherND(x, places())),
  one(lacking('ScatterNd', 'tf.scatterND'), [2, 2], '', (x) => tf.scatterND(places(), x, [3, 2])),
  of(lacking('TensorScatterUpdate'), '[3, 2], [2, 2]', [input([3, 2]), input([2, 2])], (x, u) => tf.tensorScatterUpdate(x, places(), u)),
  one(lacking('SparseToDense'), [2], 'by values', (x) => tf.sparseToDense(ids([0, 2]), x, [4])),
  one(lacking('SparseSegmentSum', 'tf.sparse.sparseSegmentSum'), [3, 2], '', (x) => tf.sparse.sparseSegmentSum(x, ids([0, 1, 2]), ids([0, 0, 1]))),
  one(lacking('SparseSegmentMean', 'tf.sparse.sparseSegmentMean'), [3, 2], '', (x) => tf.sparse.sparseSegmentMean(x, ids([0, 1, 2]), ids([0, 0, 1]))),
  one(lacking('SparseFillEmptyRows', 'tf.sparse.sparseFillEmptyRows'), [2], 'by values', (x) => tf.sparse.sparseFillEmptyRows(tf.tensor2d([[0, 0], [2, 1]], [2, 2], 'int32'), x as tf.Tensor1D, ids([3, 2]), tf.scalar(0))['outputValues'] as tf.Tensor),
  one(lacking('RaggedGather'), [4], 'by values', (x) => tf.raggedGather([ids([0, 2, 4])], x, ids([1]), 1).outputDenseValues),
  one(lacking('RaggedTensorToTensor'), [3], 'by values', (x) => tf.raggedTensorToTensor(ids([2, 2]), x, tf.scalar(0), [ids([0, 2, 3])], ['ROW_SPLITS'])),
  one(lacking('StridedSlice'), [5], 'step 2', (x) => tf.stridedSlice(x, [0], [5], [2])),
  one(lacking('TopK', 'tf.topk'), [5], 'values', (x) => tf.topk(x, 2).values),
  one(lacking('MaxPoolWithArgmax'), [1, 4, 4, 1], 'values', (x) => tf.maxPoolWithArgmax(x as Image, 2, 2, 'valid')['result'] as tf.Tensor),
  one(lacking('CropAndResize', 'tf.image.cropAndResize'), [1, 4, 4, 1], 'by image', (x) => tf.image.cropAndResize(x as Image, [[0.1, 0.1, 0.8, 0.8]], ids([0]), [3, 3])),
  one(lacking('FlipLeftRight', 'tf.image.flipLeftRight'), [1, 2, 3, 1], '', (x) => tf.image.flipLeftRight(x as Image)),
  one(lacking('RotateWithOffset', 'tf.image.rotateWithOffset'), [1, 4, 4, 1], '0.5 rad', (x) => tf.image.rotateWithOffset(x as Image, 0.5)),
  one(lacking('Transform', 'tf.image.transform'), [1, 4, 4, 1], 'shifted', (x) => tf.image.transform(x as Image, [[1, 0, 0.5, 0, 1, 0.5, 0, 0]], 'bilinear')),
  one(lacking('Bincount'), [3], 'by weights', (x) => tf.bincount(ids([0, 1, 1]), x as tf.Tensor1D, 3)),
  one(lacking('DenseBincount'), [2, 3], 'by weights', (x) => tf.denseBincount(tf.tensor2d([[0, 1, 1], [2, 0, 0]], [2, 3], 'int32'), x as tf.Tensor2D, 3)),
  of(lacking('Conv3DBackpropInputV2', 'tf.conv3dTranspose'), '[1, 2, 2, 2, 1] same', [input([1, 2, 2, 2, 1]), input([2, 2, 2, 1, 1])], (x, f) => tf.conv3dTranspose(x as Volume, f as Volume, [1, 2, 2, 2, 1], 1, 'same')),
]; // prettier-ignore

/** Kernels that gradients are computed with; without a gradient of their own there is no second order. The second orders above show it. */
export const BACKWARD_KERNELS: ReadonlySet<string> = new Set([
  'AvgPoolGrad', 'AvgPool3DGrad', 'MaxPoolGrad', 'MaxPool3DGrad', 'LRNGrad', 'EluGrad', 'ResizeBilinearGrad', 'ResizeNearestNeighborGrad',
  'Conv2DBackpropFilter', 'Conv3DBackpropFilterV2', 'DepthwiseConv2dNativeBackpropFilter', 'DepthwiseConv2dNativeBackpropInput',
  'Dilation2DBackpropFilter', 'Dilation2DBackpropInput',
]); // prettier-ignore

/** Kernels from which nobody expects a gradient: strings, integers, random draws, what has no tensor to differentiate by. */
export const NONE_EXPECTED: ReadonlySet<string> = new Set([
  'All', 'Any', 'BitwiseAnd', 'BroadcastArgs', 'Draw', 'Fill', 'LinSpace', 'LogicalXor', 'Multinomial', 'NonMaxSuppressionV3', 'NonMaxSuppressionV4',
  'NonMaxSuppressionV5', 'RaggedRange', 'Range', 'SearchSorted', 'SparseReshape', 'StaticRegexReplace', 'StringNGrams', 'StringSplit',
  'StringToHashBucketFast', 'Unique',
]); // prettier-ignore

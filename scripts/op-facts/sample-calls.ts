import * as tf from '@tensorflow/tfjs';

/** A call of an op that can be tried at any float tensor of the shape it names. */
export interface SampleCall {
  readonly shape: readonly number[];
  readonly call: (x: tf.Tensor) => unknown;
}

// The parameter of `call` says what rank it needs.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
const at = <T extends tf.Tensor>(shape: readonly number[], call: (x: T) => unknown): SampleCall => ({
  shape,
  // The shape says what rank the tensor has.
  call: (x) => call(x as T),
});

/** Arguments that fit most ops; the first with which an op runs is how it is tried. */
export const commonArguments: readonly {
  readonly shape: readonly number[];
  readonly argumentsOf: (x: tf.Tensor) => readonly unknown[];
}[] = [
  { shape: [2, 3], argumentsOf: (x) => [x] },
  { shape: [2, 3], argumentsOf: (x) => [x, tf.fill([2, 3], 0.4)] },
  { shape: [4], argumentsOf: (x) => [x] },
  { shape: [4], argumentsOf: (x) => [x, tf.fill([4], 0.4)] },
  { shape: [3, 3], argumentsOf: (x) => [x, tf.eye(3)] },
  { shape: [2, 3], argumentsOf: (x) => [[x, x]] },
  { shape: [4], argumentsOf: (x) => [[x, x]] },
];

const indices = (values: number[]): tf.Tensor1D => tf.tensor1d(values, 'int32');
const boxes = (): tf.Tensor2D => tf.tensor2d([0, 0, 1, 1, 0.1, 0, 1, 0.9], [2, 4]);

/** Ops whose arguments must fit each other. */
export const sampleCalls: Readonly<Record<string, SampleCall>> = {
  batchNorm: at([2, 3], (x) => tf.batchNorm(x, tf.zeros([3]), tf.ones([3]), tf.zeros([3]), tf.ones([3]))),
  batchNorm2d: at<tf.Tensor2D>([2, 3], (x) =>
    tf.batchNorm2d(
      x,
      tf.tensor1d([0, 0, 0]),
      tf.tensor1d([1, 1, 1]),
      tf.tensor1d([0, 0, 0]),
      tf.tensor1d([1, 1, 1]),
    ),
  ),
  batchNorm3d: at<tf.Tensor3D>([2, 2, 3], (x) =>
    tf.batchNorm3d(
      x,
      tf.tensor1d([0, 0, 0]),
      tf.tensor1d([1, 1, 1]),
      tf.tensor1d([0, 0, 0]),
      tf.tensor1d([1, 1, 1]),
    ),
  ),
  batchNorm4d: at<tf.Tensor4D>([1, 2, 2, 3], (x) =>
    tf.batchNorm4d(
      x,
      tf.tensor1d([0, 0, 0]),
      tf.tensor1d([1, 1, 1]),
      tf.tensor1d([0, 0, 0]),
      tf.tensor1d([1, 1, 1]),
    ),
  ),
  avgPool: at<tf.Tensor4D>([1, 4, 4, 1], (x) => tf.avgPool(x, 2, 2, 'same')),
  avgPool3d: at<tf.Tensor5D>([1, 2, 2, 2, 1], (x) => tf.avgPool3d(x, 2, 2, 'same')),
  basicLSTMCell: at<tf.Tensor2D>([1, 2], (x) =>
    tf.basicLSTMCell(
      tf.scalar(1),
      tf.fill([5, 12], 0.3),
      tf.zeros([12]),
      x,
      tf.ones([1, 3]),
      tf.ones([1, 3]),
    ),
  ),
  batchToSpaceND: at([4, 1, 1, 1], (x) =>
    tf.batchToSpaceND(
      x,
      [2, 2],
      [
        [0, 0],
        [0, 0],
      ],
    ),
  ),
  bincount: at<tf.Tensor1D>([4], (x) => tf.bincount(x.abs().toInt(), tf.ones([4]), 3)),
  bitwiseAnd: at([4], (x) => tf.bitwiseAnd(x.toInt(), x.toInt())),
  broadcastTo: at([1, 3], (x) => tf.broadcastTo(x, [2, 3])),
  broadcastArgs: at<tf.Tensor1D>([3], (x) => tf.broadcastArgs(x.abs().toInt(), indices([1, 1, 1]))),
  cast: at([4], (x) => tf.cast(x, 'int32')),
  clipByValue: at([4], (x) => tf.clipByValue(x, -10, 10)),
  concat1d: at<tf.Tensor1D>([4], (x) => tf.concat1d([x, x])),
  concat2d: at<tf.Tensor2D>([2, 3], (x) => tf.concat2d([x, x], 0)),
  concat3d: at<tf.Tensor3D>([2, 3, 1], (x) => tf.concat3d([x, x], 0)),
  concat4d: at<tf.Tensor4D>([2, 3, 1, 1], (x) => tf.concat4d([x, x], 0)),
  conv1d: at<tf.Tensor2D>([4, 1], (x) => tf.conv1d(x, tf.ones([2, 1, 1]), 1, 'same')),
  conv2d: at<tf.Tensor3D>([4, 4, 1], (x) => tf.conv2d(x, tf.ones([2, 2, 1, 1]), 1, 'same')),
  conv2dTranspose: at<tf.Tensor3D>([2, 2, 1], (x) =>
    tf.conv2dTranspose(x, tf.ones([2, 2, 1, 1]), [4, 4, 1], 2, 'same'),
  ),
  conv3d: at<tf.Tensor4D>([2, 2, 2, 1], (x) => tf.conv3d(x, tf.ones([1, 1, 1, 1, 1]), 1, 'same')),
  conv3dTranspose: at<tf.Tensor4D>([2, 2, 2, 1], (x) =>
    tf.conv3dTranspose(x, tf.ones([1, 1, 1, 1, 1]), [2, 2, 2, 1], 1, 'same'),
  ),
  denseBincount: at<tf.Tensor1D>([4], (x) => tf.denseBincount(x.abs().toInt(), tf.ones([4]), 3)),
  depthToSpace: at<tf.Tensor4D>([1, 1, 1, 4], (x) => tf.depthToSpace(x, 2)),
  depthwiseConv2d: at<tf.Tensor3D>([4, 4, 1], (x) => tf.depthwiseConv2d(x, tf.ones([2, 2, 1, 1]), 1, 'same')),
  dilation2d: at<tf.Tensor3D>([4, 4, 1], (x) => tf.dilation2d(x, tf.ones([2, 2, 1]), 1, 'same')),
  cumsum: at([4], (x) => tf.cumsum(x)),
  dropout: at([2, 3], (x) => tf.dropout(x, 0.3)),
  einsum: at([2, 3], (x) => tf.einsum('ij,jk->ik', x, tf.ones([3, 2]))),
  ensureShape: at([2, 3], (x) => tf.ensureShape(x, [2, 3])),
  eye: at([2], () => tf.eye(2)),
  fft: at([4], (x) => tf.fft(tf.complex(x, x))),
  'fused.conv2d': at<tf.Tensor4D>([1, 4, 4, 1], (x) =>
    tf.fused.conv2d({ x, filter: tf.ones([2, 2, 1, 1]), strides: 1, pad: 'same' }),
  ),
  'fused.depthwiseConv2d': at<tf.Tensor4D>([1, 4, 4, 1], (x) =>
    tf.fused.depthwiseConv2d({ x, filter: tf.ones([2, 2, 1, 1]), strides: 1, pad: 'same' }),
  ),
  'fused.matMul': at<tf.Tensor2D>([2, 3], (x) => tf.fused.matMul({ a: x, b: tf.ones([3, 2]) })),
  gather: at([4], (x) => tf.gather(x, indices([0, 2]))),
  gatherND: at([4], (x) => tf.gatherND(x, tf.tensor2d([0, 2], [2, 1], 'int32'))),
  ifft: at([4], (x) => tf.ifft(tf.complex(x, x))),
  'signal.hammingWindow': at([2], () => tf.signal.hammingWindow(4)),
  'signal.hannWindow': at([2], () => tf.signal.hannWindow(4)),
  'image.cropAndResize': at<tf.Tensor4D>([1, 4, 4, 1], (x) =>
    tf.image.cropAndResize(x, boxes(), indices([0, 0]), [2, 2]),
  ),
  'image.flipLeftRight': at<tf.Tensor4D>([1, 4, 4, 1], (x) => tf.image.flipLeftRight(x)),
  'image.grayscaleToRGB': at<tf.Tensor3D>([4, 4, 1], (x) => tf.image.grayscaleToRGB(x)),
  'image.nonMaxSuppression': at<tf.Tensor1D>([2], (x) => tf.image.nonMaxSuppression(boxes(), x, 2)),
  'image.nonMaxSuppressionPadded': at<tf.Tensor1D>([2], (x) =>
    tf.image.nonMaxSuppressionPadded(boxes(), x, 2),
  ),
  'image.nonMaxSuppressionWithScore': at<tf.Tensor1D>([2], (x) =>
    tf.image.nonMaxSuppressionWithScore(boxes(), x, 2),
  ),
  'image.resizeBilinear': at<tf.Tensor3D>([4, 4, 1], (x) => tf.image.resizeBilinear(x, [2, 2])),
  'image.resizeNearestNeighbor': at<tf.Tensor3D>([4, 4, 1], (x) => tf.image.resizeNearestNeighbor(x, [2, 2])),
  'image.rgbToGrayscale': at<tf.Tensor3D>([4, 4, 3], (x) => tf.image.rgbToGrayscale(x)),
  'image.rotateWithOffset': at<tf.Tensor4D>([1, 4, 4, 1], (x) => tf.image.rotateWithOffset(x, 0.2)),
  'image.threshold': at<tf.Tensor3D>([4, 4, 1], (x) =>
    tf.image.threshold(tf.mul<tf.Tensor3D>(tf.abs(x), 200)),
  ),
  'image.transform': at<tf.Tensor4D>([1, 4, 4, 1], (x) =>
    tf.image.transform(x, tf.tensor2d([1, 0, 0.1, 0, 1, 0.1, 0, 0], [1, 8])),
  ),
  imag: at([4], (x) => tf.imag(tf.complex(x, x))),
  all: at([4], (x) => tf.all(x.relu().toBool())),
  any: at([4], (x) => tf.any(x.relu().toBool())),
  equal: at([4], (x) => tf.equal(x.relu(), tf.zeros([4]))),
  notEqual: at([4], (x) => tf.notEqual(x.relu(), tf.zeros([4]))),
  isFinite: at([4], (x) => tf.isFinite(tf.reciprocal(x.relu()))),
  isInf: at([4], (x) => tf.isInf(tf.reciprocal(x.relu()))),
  isNaN: at([4], (x) => tf.isNaN(tf.log(x))),
  logicalAnd: at([4], (x) => tf.logicalAnd(x.relu().toBool(), tf.fill([4], 1, 'bool'))),
  logicalNot: at([4], (x) => tf.logicalNot(x.relu().toBool())),
  logicalOr: at([4], (x) => tf.logicalOr(x.relu().toBool(), tf.fill([4], 0, 'bool'))),
  logicalXor: at([4], (x) => tf.logicalXor(x.relu().toBool(), tf.fill([4], 1, 'bool'))),
  real: at([4], (x) => tf.real(tf.complex(x, x))),
  irfft: at([3], (x) => tf.irfft(tf.complex(x, x))),
  'linalg.bandPart': at<tf.Tensor3D>([2, 3, 3], (x) => tf.linalg.bandPart(x, 1, 1)),
  localResponseNormalization: at<tf.Tensor3D>([2, 2, 3], (x) => tf.localResponseNormalization(x)),
  'losses.cosineDistance': at([2, 3], (x) => tf.losses.cosineDistance(tf.ones([2, 3]), x, 1)),
  'losses.hingeLoss': at([2, 3], (x) => tf.losses.hingeLoss(tf.ones([2, 3]), x)),
  'losses.logLoss': at([2, 3], (x) => tf.losses.logLoss(tf.ones([2, 3]), x.sigmoid())),
  'losses.softmaxCrossEntropy': at([2, 3], (x) => tf.losses.softmaxCrossEntropy(tf.ones([2, 3]), x)),
  'math.confusionMatrix': at<tf.Tensor1D>([4], (x) =>
    tf.math.confusionMatrix(indices([0, 1, 0, 1]), x.abs().toInt(), 4),
  ),
  matMul: at([2, 3], (x) => tf.matMul(x, tf.ones([3, 2]))),
  maxPool: at<tf.Tensor4D>([1, 4, 4, 1], (x) => tf.maxPool(x, 2, 2, 'same')),
  maxPool3d: at<tf.Tensor5D>([1, 2, 2, 2, 1], (x) => tf.maxPool3d(x, 2, 2, 'same')),
  maxPoolWithArgmax: at<tf.Tensor4D>([1, 4, 4, 1], (x) => tf.maxPoolWithArgmax(x, 2, 2, 'same')['result']),
  mirrorPad: at([4], (x) => tf.mirrorPad(x, [[1, 1]], 'reflect')),
  movingAverage: at([4], (x) => tf.movingAverage(tf.ones([4]), x, 0.9, 1)),
  multiRNNCell: at<tf.Tensor2D>([1, 2], (x) =>
    tf.multiRNNCell(
      [(data, c, h) => tf.basicLSTMCell(tf.scalar(1), tf.fill([5, 12], 0.3), tf.zeros([12]), data, c, h)],
      x,
      [tf.ones([1, 3])],
      [tf.ones([1, 3])],
    ),
  ),
  multinomial: at<tf.Tensor1D>([4], (x) => tf.multinomial(x, 3)),
  oneHot: at<tf.Tensor1D>([4], (x) => tf.oneHot(x.abs().toInt(), 3)),
  pad: at([4], (x) => tf.pad(x, [[1, 1]])),
  pad1d: at<tf.Tensor1D>([4], (x) => tf.pad1d(x, [1, 1])),
  pad2d: at<tf.Tensor2D>([2, 3], (x) =>
    tf.pad2d(x, [
      [1, 1],
      [0, 0],
    ]),
  ),
  pad3d: at<tf.Tensor3D>([2, 3, 1], (x) =>
    tf.pad3d(x, [
      [1, 1],
      [0, 0],
      [0, 0],
    ]),
  ),
  pad4d: at<tf.Tensor4D>([2, 3, 1, 1], (x) =>
    tf.pad4d(x, [
      [1, 1],
      [0, 0],
      [0, 0],
      [0, 0],
    ]),
  ),
  pool: at<tf.Tensor4D>([1, 4, 4, 1], (x) => tf.pool(x, 2, 'max', 'valid')),
  raggedGather: at<tf.Tensor1D>([4], (x) => tf.raggedGather([indices([0, 2, 4])], x, indices([0, 1]), 1)),
  raggedRange: at<tf.Tensor1D>([1], (x) => tf.raggedRange(tf.zerosLike(x), tf.fill([1], 3), tf.ones([1]))),
  raggedTensorToTensor: at<tf.Tensor1D>([4], (x) =>
    tf.raggedTensorToTensor(indices([2, 3]), x, tf.scalar(0), [indices([0, 2, 4])], ['ROW_SPLITS']),
  ),
  rand: at([2], () => tf.rand([2], () => 1)),
  randomGamma: at([2], () => tf.randomGamma([2], 1)),
  randomNormal: at([2], () => tf.randomNormal([2])),
  randomStandardNormal: at([2], () => tf.randomStandardNormal([2])),
  randomUniform: at([2], () => tf.randomUniform([2])),
  randomUniformInt: at([2], () => tf.randomUniformInt([2], 0, 9)),
  truncatedNormal: at([2], () => tf.truncatedNormal([2])),
  reshape: at([4], (x) => tf.reshape(x, [2, 2])),
  resizeBilinear: at<tf.Tensor3D>([4, 4, 1], (x) => x.resizeBilinear([2, 2])),
  resizeNearestNeighbor: at<tf.Tensor3D>([4, 4, 1], (x) => x.resizeNearestNeighbor([2, 2])),
  reverse1d: at<tf.Tensor1D>([4], (x) => tf.reverse1d(x)),
  reverse2d: at<tf.Tensor2D>([2, 3], (x) => tf.reverse2d(x, 0)),
  reverse3d: at<tf.Tensor3D>([2, 3, 1], (x) => tf.reverse3d(x, 0)),
  reverse4d: at<tf.Tensor4D>([2, 3, 1, 1], (x) => tf.reverse4d(x, 0)),
  scatterND: at<tf.Tensor1D>([2], (x) => tf.scatterND(tf.tensor2d([0, 1], [2, 1], 'int32'), x, [3])),
  searchSorted: at([4], (x) => tf.searchSorted(tf.tensor1d([-1, 0, 1]), x)),
  separableConv2d: at<tf.Tensor3D>([4, 4, 1], (x) =>
    tf.separableConv2d(x, tf.ones([2, 2, 1, 1]), tf.ones([1, 1, 1, 1]), 1, 'same'),
  ),
  'signal.frame': at<tf.Tensor1D>([4], (x) => tf.signal.frame(x, 2, 1)),
  'signal.stft': at<tf.Tensor1D>([4], (x) => tf.abs(tf.signal.stft(x, 2, 1))),
  slice: at([4], (x) => tf.slice(x, [1], [2])),
  slice1d: at<tf.Tensor1D>([4], (x) => tf.slice1d(x, 1, 2)),
  slice2d: at<tf.Tensor2D>([2, 3], (x) => tf.slice2d(x, [0, 1], [1, 2])),
  slice3d: at<tf.Tensor3D>([2, 3, 1], (x) => tf.slice3d(x, [0, 1, 0], [1, 2, 1])),
  slice4d: at<tf.Tensor4D>([2, 3, 1, 1], (x) => tf.slice4d(x, [0, 1, 0, 0], [1, 2, 1, 1])),
  spaceToBatchND: at([1, 2, 2, 1], (x) =>
    tf.spaceToBatchND(
      x,
      [2, 2],
      [
        [0, 0],
        [0, 0],
      ],
    ),
  ),
  'sparse.sparseFillEmptyRows': at<tf.Tensor1D>([1], (x) =>
    tf.sparse.sparseFillEmptyRows(tf.tensor2d([0, 0], [1, 2], 'int32'), x, indices([2, 2]), tf.scalar(0)),
  ),
  'sparse.sparseReshape': at([2], () =>
    tf.sparse.sparseReshape(tf.tensor2d([0, 0], [1, 2], 'int32'), indices([2, 2]), indices([4, 1])),
  ),
  'sparse.sparseSegmentMean': at<tf.Tensor2D>([2, 3], (x) =>
    tf.sparse.sparseSegmentMean(x, indices([0, 1]), indices([0, 0])),
  ),
  'sparse.sparseSegmentSum': at<tf.Tensor2D>([2, 3], (x) =>
    tf.sparse.sparseSegmentSum(x, indices([0, 1]), indices([0, 0])),
  ),
  sparseToDense: at<tf.Tensor1D>([2], (x) => tf.sparseToDense(indices([0, 1]), x, [3])),
  'spectral.fft': at([4], (x) => tf.spectral.fft(tf.complex(x, x))),
  'spectral.ifft': at([4], (x) => tf.spectral.ifft(tf.complex(x, x))),
  'spectral.irfft': at([3], (x) => tf.spectral.irfft(tf.complex(x, x))),
  split: at([4], (x) => tf.split(x, 2)),
  stridedSlice: at([4], (x) => tf.stridedSlice(x, [0], [3], [2])),
  'string.stringSplit': at([1], () =>
    tf.string.stringSplit(tf.tensor1d(['a b'], 'string'), tf.scalar(' ', 'string')),
  ),
  'string.stringNGrams': at([1], () =>
    tf.string.stringNGrams(tf.tensor1d(['a', 'b'], 'string'), indices([0, 2]), '|', [2], '', '', 0, false),
  ),
  'string.stringToHashBucketFast': at([1], () =>
    tf.string.stringToHashBucketFast(tf.tensor1d(['a'], 'string'), 3),
  ),
  'string.staticRegexReplace': at([1], () =>
    tf.string.staticRegexReplace(tf.tensor1d(['a'], 'string'), 'a', 'b'),
  ),
  tensorScatterUpdate: at<tf.Tensor1D>([4], (x) =>
    tf.tensorScatterUpdate(x, tf.tensor2d([0], [1, 1], 'int32'), tf.ones([1])),
  ),
  tile: at([4], (x) => tf.tile(x, [2])),
  topk: at([4], (x) => tf.topk(x, 2)),
  unsortedSegmentSum: at([4], (x) => tf.unsortedSegmentSum(x, indices([0, 0, 1, 1]), 2)),
  where: at([2, 3], (x) => tf.where(tf.fill([2, 3], 1, 'bool'), x, tf.zeros([2, 3]))),
  // Not made by TensorFlow.js's op(), but ops all the same.
  fill: at([2], () => tf.fill([2], 1)),
  linspace: at([2], () => tf.linspace(0, 1, 2)),
  lowerBound: at([4], (x) => tf.lowerBound(tf.tensor1d([-1, 0, 1]), x)),
  upperBound: at([4], (x) => tf.upperBound(tf.tensor1d([-1, 0, 1]), x)),
  meshgrid: at([4], (x) => tf.meshgrid(x, x)),
  ones: at([2], () => tf.ones([2])),
  range: at([2], () => tf.range(0, 2)),
  scalar: at([2], () => tf.scalar(1)),
  tensor: at([2], () => tf.tensor([1])),
  tensor1d: at([2], () => tf.tensor1d([1])),
  tensor2d: at([2], () => tf.tensor2d([[1]])),
  tensor3d: at([2], () => tf.tensor3d([[[1]]])),
  tensor4d: at([2], () => tf.tensor4d([[[[1]]]])),
  tensor5d: at([2], () => tf.tensor5d([[[[[1]]]]])),
  tensor6d: at([2], () => tf.tensor6d([[[[[[1]]]]]])),
  zeros: at([2], () => tf.zeros([2])),
};

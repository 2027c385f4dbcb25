import { opFacts } from './op-facts.ts';
import {
  arrayOf,
  dataset,
  functionGiving,
  graphModel,
  iterator,
  layer,
  layersModel,
  objectOf,
  optimizer,
  prediction,
  promiseOf,
  symbolicTensor,
  tensor,
  typedArray,
  type Value,
  variable,
} from './value.ts';

const tensors = arrayOf(tensor);
const gradients = objectOf({}, tensor);

/** What TensorFlow.js's functions give, where they are no ops. */
const FUNCTIONS: Readonly<Record<string, Value>> = {
  variable: variable,
  booleanMaskAsync: promiseOf(tensor),
  whereAsync: promiseOf(tensor),
  inTopKAsync: promiseOf(tensor),
  setdiff1dAsync: promiseOf(tensors),
  'image.nonMaxSuppressionAsync': promiseOf(tensor),
  'image.nonMaxSuppressionPaddedAsync': promiseOf(
    objectOf({ selectedIndices: tensor, validOutputs: tensor }),
  ),
  'image.nonMaxSuppressionWithScoreAsync': promiseOf(
    objectOf({ selectedIndices: tensor, selectedScores: tensor }),
  ),
  'browser.fromPixels': tensor,
  'browser.fromPixelsAsync': promiseOf(tensor),
  'browser.toPixels': promiseOf(typedArray),
  'node.decodeImage': tensor,
  'node.decodeJpeg': tensor,
  'node.decodePng': tensor,
  'node.decodeBmp': tensor,
  'node.decodeGif': tensor,
  'node.encodeJpeg': promiseOf(typedArray),
  'node.encodePng': promiseOf(typedArray),
  grad: functionGiving(tensor),
  grads: functionGiving(tensors),
  valueAndGrad: functionGiving(objectOf({ value: tensor, grad: tensor })),
  valueAndGrads: functionGiving(objectOf({ value: tensor, grads: tensors })),
  variableGrads: objectOf({ value: tensor, grads: gradients }),
  customGrad: functionGiving(tensor),
  sequential: layersModel,
  model: layersModel,
  'models.modelFromJSON': promiseOf(layersModel),
  input: symbolicTensor,
  'layers.input': symbolicTensor,
  loadLayersModel: promiseOf(layersModel),
  loadGraphModel: promiseOf(graphModel),
  loadGraphModelSync: graphModel,
  'node.loadSavedModel': promiseOf(graphModel),
  'data.array': dataset,
  'data.csv': dataset,
  'data.func': dataset,
  'data.generator': dataset,
  'data.zip': dataset,
  'data.webcam': promiseOf(iterator),
  'data.microphone': promiseOf(iterator),
  tensor: tensor,
};

/** What the methods of a kind of value give. */
const METHODS: Readonly<Partial<Record<Value['kind'], Readonly<Record<string, Value>>>>> = {
  tensor: {
    data: promiseOf(typedArray),
    array: promiseOf(arrayOf()),
    bytes: promiseOf(typedArray),
    buffer: promiseOf(),
    dataSync: typedArray,
    arraySync: arrayOf(),
    split: tensors,
    unstack: tensors,
    topk: objectOf({ values: tensor, indices: tensor }),
    unique: objectOf({ values: tensor, indices: tensor }),
    variable,
  },
  'layers model': {
    predict: prediction,
    predictOnBatch: prediction,
    evaluate: prediction,
    evaluateDataset: promiseOf(prediction),
    fit: promiseOf(),
    fitDataset: promiseOf(),
    trainOnBatch: promiseOf(),
    save: promiseOf(),
    getLayer: layer,
  },
  'graph model': {
    predict: prediction,
    predictAsync: promiseOf(prediction),
    execute: prediction,
    executeAsync: promiseOf(prediction),
    save: promiseOf(),
  },
  optimizer: {
    computeGradients: objectOf({ value: tensor, grads: gradients }),
    minimize: tensor,
  },
  dataset: {
    batch: dataset,
    columnNames: promiseOf(),
    concatenate: dataset,
    filter: dataset,
    forEachAsync: promiseOf(),
    iterator: promiseOf(iterator),
    map: dataset,
    mapAsync: dataset,
    prefetch: dataset,
    repeat: dataset,
    shuffle: dataset,
    skip: dataset,
    take: dataset,
    toArray: promiseOf(arrayOf()),
    toArrayForTest: promiseOf(arrayOf()),
  },
  iterator: { next: promiseOf(), capture: promiseOf(tensor) },
  'symbolic tensor': {},
  layer: {},
};

const ops: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...opFacts.tensor.map((name): [string, Value] => [name, tensor]),
  ...opFacts.tensors.map((name): [string, Value] => [name, tensors]),
  ...Object.entries(opFacts.objects).map(([name, members]): [string, Value] => [
    name,
    objectOf(Object.fromEntries(members.map((member) => [member, tensor]))),
  ]),
]);
const methods: ReadonlySet<string> = new Set(opFacts.methods);
const noGradient: ReadonlySet<string> = new Set(opFacts.noGradient);
const zeroGradient: ReadonlySet<string> = new Set(opFacts.zeroGradient);

/** Methods of a tensor that hardly anything else has: enough to know one whose origin is out of sight. */
const TELLING_METHODS: ReadonlySet<string> = new Set([
  'argMax', 'argMin', 'arraySync', 'as1D', 'as2D', 'as3D', 'as4D', 'asScalar', 'asType', 'batchNorm', 'clipByValue',
  'cumsum', 'dataSync', 'depthToSpace', 'depthwiseConv2d', 'divNoNan', 'expandDims', 'leakyRelu', 'logSoftmax',
  'logSumExp', 'logicalAnd', 'logicalNot', 'logicalOr', 'matMul', 'notEqual', 'oneHot', 'resizeBilinear',
  'resizeNearestNeighbor', 'squaredDifference', 'squeeze', 'stridedSlice', 'toBool', 'toFloat', 'toInt', 'topk',
  'unstack', 'zerosLike', 'bufferSync',
]); // prettier-ignore

/** Whether a documented name is that of an op: a function that makes tensors. */
export function isOp(name: string): boolean {
  return ops.has(name);
}

/** Whether a tensor has an op of this name as its method. */
export function isTensorMethod(name: string): boolean {
  return methods.has(name);
}

/** Whether a method's name alone says that it is called on a tensor. */
export function tellsTensor(method: string): boolean {
  return TELLING_METHODS.has(method);
}

/** Whether no gradient flows through an op (`less`, `image.flipLeftRight`), so that a loss through it throws. */
export function hasNoGradient(name: string): boolean {
  return noGradient.has(name);
}

/** Whether an op's gradient is zero everywhere (`round`, `argMax`), so that a loss through it teaches nothing. */
export function hasZeroGradient(name: string): boolean {
  return zeroGradient.has(name);
}

/** What a function of TensorFlow.js gives, by its documented name. */
export function valueOfFunction(name: string): Value | undefined {
  const value = FUNCTIONS[name] ?? ops.get(name);
  if (value !== undefined) return value;
  if (name.startsWith('train.')) return optimizer;
  if (name.startsWith('metrics.')) return tensor;
  return /^layers\.[a-z]/.test(name) ? layer : undefined;
}

/** What a method gives, by the kind of value that it is called on. */
export function valueOfMethod(kind: Value['kind'], method: string): Value | undefined {
  const own = kind === 'variable' || kind === 'prediction' ? 'tensor' : kind;
  return METHODS[own]?.[method] ?? (own === 'tensor' && methods.has(method) ? tensor : undefined);
}

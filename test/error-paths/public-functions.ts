import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { Dense } from '../../fixtures/models/index.ts';
import * as tensorproof from '../../src/index.ts';
import type { RejectBadInputOptions } from '../../src/index.ts';

/** What bad input a function of tensors is tried with. */
interface BadInput {
  readonly call: (...tensors: tf.Tensor[]) => unknown;
  readonly signature: string;
  readonly options?: RejectBadInputOptions;
}

/** A public function, as a test tries it. */
export interface PublicFunction {
  /** Left out where it takes no tensors. */
  readonly badInput?: () => BadInput;
  /** Calls it in a way that runs kernels; left out where it runs none. */
  readonly faults?: () => () => unknown;
}

type Kinds = NonNullable<RejectBadInputOptions['kinds']>;

/** What is no tensor, or none any more. */
const NO_TENSOR: Kinds = ['disposed', 'nested array', 'promise', 'undefined', 'null'];
/** The same, and tensors of another shape. */
const NO_SUCH_SHAPE: Kinds = [
  ...NO_TENSOR,
  'axis off by one',
  'axes swapped',
  'missing batch axis',
  'extra batch axis',
  'wrong channels',
];
/** The same, where arrays of numbers are as good as tensors. */
const NO_VALUES: Kinds = ['disposed', 'promise', 'undefined', 'null'];
/** What no batch should be, either: of one without samples everything is true. */
const NO_BATCH: Kinds = [...NO_TENSOR, 'empty'];

/** What no scope frees. */
const optimizers: tf.Optimizer[] = [];

/** An optimizer that `disposeOptimizers` frees. */
function sgd(learningRate: number): tf.Optimizer {
  const made = tf.train.sgd(learningRate);
  optimizers.push(made);
  return made;
}

/** Frees the optimizers that were made since. */
export function disposeOptimizers(): void {
  for (const each of optimizers.splice(0)) each.dispose();
}

const x = (): tf.Tensor2D => tf.tensor2d([0.1, 0.4, 0.5, 0.2, 0.2, 0.6], [2, 3]);

function model(): tf.LayersModel {
  const layers = [
    tf.layers.dense({ units: 4, inputShape: [3], activation: 'tanh' }),
    tf.layers.dense({ units: 2, activation: 'softmax' }),
  ];
  const made = tf.sequential({ layers });
  made.compile({ optimizer: sgd(0.1), loss: 'categoricalCrossentropy' });
  return made;
}

function batch(): { readonly xs: tf.Tensor2D; readonly ys: tf.Tensor2D } {
  return {
    xs: tf.tensor2d([0.1, 0.9, 0.4, 0.8, 0.2, 0.7, 0.3, 0.5, 0.6, 0.9, 0.1, 0.2], [4, 3]),
    ys: tf.tensor2d([1, 0, 0, 1, 1, 0, 0, 1], [4, 2]),
  };
}

/** A step of training, and what it trains. */
function training(): { readonly step: () => number; readonly weights: tf.Variable[] } {
  const weights = [tf.tidy(() => tf.variable(tf.ones([3, 1])))];
  const { xs } = batch();
  const optimizer = sgd(0.01);
  const loss = (): tf.Scalar =>
    tf.tidy(() =>
      xs
        .matMul(weights[0] as tf.Tensor2D)
        .square()
        .mean(),
    );
  const step = (): number =>
    tf.tidy(() => (optimizer.minimize(loss, true, weights) as tf.Scalar).dataSync()[0] as number);
  return { step, weights };
}

const linear = (): Dense => new Dense({ inFeatures: 3, outFeatures: 1 });
const squared = (trained: Dense, inputs: tf.Tensor2D): tf.Tensor =>
  tf.tidy(() => trained.apply(inputs, { training: true }).square().mean());

/** A check of one tensor: it reads the elements, and runs no kernel. */
function ofTensor(check: (tensor: tf.Tensor) => unknown, kinds: Kinds = NO_TENSOR): PublicFunction {
  return { badInput: () => ({ call: check, signature: 'batch 3', options: { kinds } }) };
}

/** A check that only looks at shapes: it runs nothing, and a disposed tensor has a shape. */
function ofShape(check: (tensor: tf.Tensor) => unknown): PublicFunction {
  return {
    badInput: () => ({
      call: check,
      signature: 'batch 3',
      options: { kinds: NO_TENSOR, allow: ['disposed'] },
    }),
  };
}

/** A check of two trees of tensors, which reads their elements. */
function ofTrees(check: (actual: tf.Tensor, expected: tf.Tensor) => unknown): PublicFunction {
  return {
    badInput: () => ({
      call: check,
      signature: 'actual: batch 3, expected: batch 3 -> ...',
      options: { kinds: NO_VALUES },
    }),
  };
}

type Batch = ReturnType<typeof batch>;

/** A check of a model on inputs and targets. */
function ofBatch(
  check: (model: tf.LayersModel, batch: Batch) => unknown,
  kinds: Kinds = NO_BATCH,
): PublicFunction {
  return {
    badInput: () => {
      const trained = model();
      return {
        call: (xs, ys) => check(trained, { xs, ys } as Batch),
        signature: 'xs: 4 3, ys: 4 2 -> ...',
        options: { kinds, elements: { min: 0.25, max: 0.75 } },
      };
    },
    faults: () => {
      const [trained, data] = [model(), batch()];
      return () => check(trained, data);
    },
  };
}

/** A check of a model on inputs. */
function ofInputs(
  check: (model: tf.LayersModel, inputs: tf.Tensor) => unknown,
  allow: Kinds = [],
): PublicFunction {
  return {
    badInput: () => {
      const trained = model();
      return { call: (xs) => check(trained, xs), signature: 'batch 3', options: { kinds: NO_BATCH, allow } };
    },
    faults: () => {
      const [trained, { xs }] = [model(), batch()];
      return () => check(trained, xs);
    },
  };
}

/** A check of a function, whose inputs it generates. */
function ofFunction(check: (fn: (x: tf.Tensor) => tf.Tensor) => unknown): PublicFunction {
  return { faults: () => () => check((input) => tf.tidy(() => input.abs())) };
}

/** A check of a step of training. */
function ofStep(check: (step: () => number, weights: tf.Variable[]) => unknown): PublicFunction {
  return {
    faults: () => {
      const { step, weights } = training();
      return () => check(step, weights);
    },
  };
}

const LAW = { inputs: 'batch 3', runs: 2 } as const;
type Named = { readonly [Name in keyof typeof tensorproof]?: PublicFunction };

/** Every public function that takes tensors, runs kernels, or runs what its user wrote. */
export const PUBLIC_FUNCTIONS: Named = {
  checkAllClose: ofTrees((actual, expected) => tensorproof.checkAllClose(actual, expected)),
  checkAllEqual: ofTrees((actual, expected) => tensorproof.checkAllEqual(actual, expected)),
  checkUlps: ofTrees((actual, expected) => tensorproof.checkUlps(actual, expected, 2)),
  checkBroadcast: ofShape((tensor) => tensorproof.checkBroadcast(tensor, [2, 3])),
  checkConstant: ofTensor((tensor) => tensorproof.checkConstant(tensor)),
  checkDisposed: {
    badInput: () => ({
      call: (tensor) => tensorproof.checkDisposed(tensor),
      signature: 'batch 3',
      options: { kinds: ['promise', 'undefined', 'null', 'nested array'] },
    }),
  },
  checkDtype: ofShape((tensor) => tensorproof.checkDtype(tensor, 'float32')),
  checkFinite: ofTensor((tensor) => tensorproof.checkFinite(tensor)),
  checkInRange: ofTensor((tensor) => tensorproof.checkInRange(tensor, 0, 1)),
  checkOneHot: ofTensor((tensor) => tensorproof.checkOneHot(tensor)),
  checkOneOf: ofTensor((tensor) => tensorproof.checkOneOf(tensor, [0, 1])),
  checkRank: ofShape((tensor) => tensorproof.checkRank(tensor, 2)),
  checkSameShape: {
    badInput: () => ({
      call: (actual, expected) => tensorproof.checkSameShape(actual, expected),
      signature: 'actual: batch 3, expected: batch 3 -> ...',
      options: { kinds: NO_TENSOR, allow: ['disposed'] },
    }),
  },
  checkShape: ofShape((tensor) => tensorproof.checkShape(tensor, 'batch 3')),
  checkSize: ofShape((tensor) => tensorproof.checkSize(tensor, 6)),
  checkSorted: ofTensor((tensor) => tensorproof.checkSorted(tensor)),
  checkSumTo: ofTensor((tensor) => tensorproof.checkSumTo(tensor, 1)),
  summarizeTensor: ofTensor(
    (tensor) => tensorproof.summarizeTensor(tensor),
    ['nested array', 'promise', 'undefined', 'null'],
  ),
  checkShapes: {
    badInput: () => ({
      call: (images, labels) =>
        tensorproof.checkShapes({ images: [images, 'batch 3'], labels: [labels, 'batch'] }),
      signature: 'images: batch 3, labels: batch -> ...',
      options: {
        kinds: NO_SUCH_SHAPE,
      },
    }),
  },
  checked: {
    badInput: () => ({
      call: tensorproof.checked('batch 3, batch -> batch', (images: tf.Tensor, labels: tf.Tensor) =>
        tf.tidy(() => images.sum(1).add(labels)),
      ),
      signature: 'images: batch 3, labels: batch -> batch',
      options: {
        kinds: NO_SUCH_SHAPE,
      },
    }),
    faults: () => {
      const tensor = x();
      const sum = tensorproof.checked('batch 3 -> batch', (images: tf.Tensor) =>
        tf.tidy(() => images.square().sum(1)),
      );
      return () => sum(tensor);
    },
  },
  checkValidBoxes: {
    badInput: () => ({
      call: (boxes) => tensorproof.checkValidBoxes(boxes, 'xyxy'),
      signature: 'boxes 4',
      options: { kinds: [...NO_TENSOR, 'wrong channels'] },
    }),
  },
  checkIouLaws: {
    faults: () => {
      const iou = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
        tf.tidy(() => tf.zeros([a.shape[0], b.shape[0]]).add(0));
      return () => tensorproof.checkIouLaws(iou);
    },
  },
  checkDisjoint: {
    badInput: () => ({
      call: (samples, others) => tensorproof.checkDisjoint(samples, others),
      signature: 'samples: 4 3, others: 4 3 -> ...',
      options: { kinds: NO_VALUES },
    }),
  },
  checkSaneInputs: ofBatch((trained, data) => tensorproof.checkSaneInputs(trained, data)),
  checkPairs: {
    badInput: () => ({
      call: (xs, ys) => tensorproof.checkPairs((given: Batch) => given, { xs, ys }),
      signature: 'xs: 4 3, ys: 4 2 -> ...',
      options: { kinds: NO_BATCH },
    }),
    faults: () => {
      const data = batch();
      const shuffle = ({ xs, ys }: Batch): Batch => tf.tidy(() => ({ xs: xs.reverse(0), ys: ys.reverse(0) }));
      return () => tensorproof.checkPairs(shuffle, data);
    },
  },
  checkGradients: {
    badInput: () => ({
      call: (input) => tensorproof.checkGradients((each) => tf.square(each), [input]),
      signature: '2 3',
      options: { kinds: [...NO_BATCH, 'wrong dtype'], elements: 'unit' },
    }),
    faults: () => {
      const input = x();
      return () => tensorproof.checkGradients((each) => tf.square(each), [input]);
    },
  },
  checkLossGradients: ofStep((_step, weights) =>
    tensorproof.checkLossGradients(() => tf.tidy(() => (weights[0] as tf.Tensor).square().mean()), weights),
  ),
  checkModelGradients: ofBatch((trained, data) => tensorproof.checkModelGradients(trained, data)),
  checkGradientFlow: ofBatch((trained, data) => tensorproof.checkGradientFlow(trained, data)),
  checkNoGradientTo: ofBatch((trained, data) =>
    tensorproof.checkNoGradientTo(trained, trained.layers[0] as never, data),
  ),
  checkStartLoss: ofBatch((trained, data) => tensorproof.checkStartLoss(trained, data)),
  checkBatchSizeInvariance: ofBatch((trained, data) => tensorproof.checkBatchSizeInvariance(trained, data)),
  checkLowestAtTarget: ofBatch((trained, data) => tensorproof.checkLowestAtTarget(trained, data)),
  checkOverfitBatch: ofBatch((trained, data) => tensorproof.checkOverfitBatch(trained, data, { steps: 3 })),
  checkDependsOnLabels: {
    // Its labels have to differ, which no signature says.
    faults: ofBatch((trained, data) => tensorproof.checkDependsOnLabels(trained, data))
      .faults as () => () => unknown,
  },
  checkAcrossBackends: ofInputs((trained, xs) => tensorproof.checkAcrossBackends(trained, xs)),
  checkAcrossModes: ofInputs((trained, xs) => tensorproof.checkAcrossModes(trained, xs)),
  checkBatchIndependence: ofInputs((trained, xs) => tensorproof.checkBatchIndependence(trained, xs)),
  checkDependsOnInput: ofInputs((trained, xs) => tensorproof.checkDependsOnInput(trained, xs)),
  checkDeterminism: ofInputs((trained, xs) => tensorproof.checkDeterminism(trained, xs)),
  checkOutputRange: ofBatch((trained, data) => tensorproof.checkOutputRange(trained, data)),
  checkRoundTrip: ofInputs((trained, xs) => tensorproof.checkRoundTrip(trained, xs)),
  checkHealthyActivations: ofInputs(
    (trained, xs) => tensorproof.checkHealthyActivations(trained, xs),
    ['empty'],
  ),
  checkNoEmptyTensors: ofInputs(
    (trained, xs) => tensorproof.checkNoEmptyTensors(trained, xs),
    ['empty', 'undefined'],
  ),
  checkStayFinite: ofInputs((trained, xs) => tensorproof.checkStayFinite(trained, xs), ['empty']),
  checkBroadcastOnPurpose: ofInputs(
    (trained, xs) => tensorproof.checkBroadcastOnPurpose(trained, xs),
    ['empty'],
  ),
  checkDeclaredShapes: ofInputs(
    (trained, xs) => tensorproof.checkDeclaredShapes(trained, xs),
    ['empty', 'undefined'],
  ),
  checkOutputShape: {
    faults: () => {
      const trained = model();
      return () => tensorproof.checkOutputShape(trained, 'batch 2');
    },
  },
  checkUpdates: ofStep((step, weights) => tensorproof.checkUpdates(step, weights)),
  checkFrozen: ofStep((step, weights) => tensorproof.checkFrozen(step, weights)),
  checkLowerLoss: ofStep((step) => tensorproof.checkLowerLoss(step)),
  checkLeaks: ofStep((step) => tensorproof.checkLeaks(step)),
  checkLeakCount: ofStep((step) => tensorproof.checkLeakCount(step, 0)),
  checkAgreement: ofFunction((fn) => tensorproof.checkAgreement(fn, fn, LAW)),
  checkEquivariant: ofFunction((fn) => tensorproof.checkEquivariant(fn, 'permutation', LAW)),
  checkIdempotent: ofFunction((fn) => tensorproof.checkIdempotent(fn, LAW)),
  checkInvariant: ofFunction((fn) =>
    tensorproof.checkInvariant((input: tf.Tensor) => tf.tidy(() => fn(input).sum()), 'permutation', LAW),
  ),
  checkInverse: ofFunction(() =>
    tensorproof.checkInverse(
      (input: tf.Tensor) => tf.tidy(() => input.neg()),
      (input: tf.Tensor) => tf.tidy(() => input.neg()),
      LAW,
    ),
  ),
  checkLinear: ofFunction(() =>
    tensorproof.checkLinear((input: tf.Tensor) => tf.tidy(() => input.mul(2)), LAW),
  ),
  checkMonotone: ofFunction(() =>
    tensorproof.checkMonotone((input: tf.Tensor) => tf.tidy(() => input.mul(2)), LAW),
  ),
  checkSignature: ofFunction((fn) => tensorproof.checkSignature(fn, 'batch 3 -> batch 3', { runs: 2 })),
  checkStaysInRange: ofFunction((fn) =>
    tensorproof.checkStaysInRange((input: tf.Tensor) => tf.tidy(() => fn(input).tanh()), 0, 1, LAW),
  ),
  writeSafetensors: {
    faults: () => {
      const file = path.join(os.tmpdir(), `own-functions-${process.pid}.safetensors`);
      const values = (): Float32Array => Float32Array.of(1, 2, 3, 4, 5, 6);
      return () => tensorproof.writeSafetensors(file, [{ name: 'weight', shape: [2, 3], values }]);
    },
  },
  trainingStep: {
    faults: () => {
      const [trained, optimizer, { xs }] = [linear().initialize(), sgd(0.1), batch()];
      return () => tensorproof.trainingStep(trained, optimizer, xs, squared);
    },
  },
  seeded: {
    badInput: () => ({
      call: (tensor) => tensorproof.seeded(1, () => tensorproof.checkFinite(tensor)),
      signature: 'batch 3',
      options: { kinds: NO_TENSOR },
    }),
    faults: () => () => tensorproof.seeded(1, () => tf.tidy(() => tf.randomNormal([2, 3]).square().mean())),
  },
  guarded: {
    badInput: () => ({
      call: tensorproof.guarded((tensor: tf.Tensor) => tensorproof.checkFinite(tensor), { retries: 1 }),
      signature: 'batch 3',
      options: { kinds: NO_TENSOR },
    }),
    faults: () => {
      const tensor = x();
      const mean = tensorproof.guarded((input: tf.Tensor) => tf.tidy(() => input.square().mean()), {});
      return () => mean(tensor);
    },
  },
  withContext: {
    badInput: () => ({
      call: (tensor) => tensorproof.withContext('batch 1', () => tensorproof.checkFinite(tensor)),
      signature: 'batch 3',
      options: { kinds: NO_TENSOR },
    }),
    faults: () => {
      const tensor = x();
      return () => tensorproof.withContext('batch 1', () => tf.tidy(() => tensor.square().mean()));
    },
  },
};

/** Public functions for which something that throws is an answer, and which: of faults they only have to leave nothing behind. */
export const ANSWERING: Readonly<Partial<Record<keyof typeof tensorproof, string>>> = {
  checkGradientFlow: 'an op whose gradient throws is named',
  checkNoGradientTo: 'an op whose gradient throws is named',
  checkAgreement: 'a side that throws where the other does not is a difference',
  checkAcrossBackends: 'a backend on which the model throws is named',
  checkRoundTrip: 'a model that can not be saved or loaded is told so',
  checkStayFinite: 'an op that throws is named',
  checkLeaks: 'a step that throws is measured, too',
  checkLeakCount: 'a step that throws is measured, too',
  checkSignature: 'a function that throws does not satisfy its signature',
};

/** Public functions that are left out, and why. */
export const LEFT_OUT: Readonly<Partial<Record<keyof typeof tensorproof, string>>> = {
  checkDisjointDatasets: 'it reads datasets, and an epoch that fails comes out of them',
  checkParameterCount: 'it takes a model, and runs nothing',
  checkReiterable: 'an epoch that fails is its answer',
  checkTrainSanely: 'it calls other checks, each of which is tried, and a part that throws is its answer',
  checkThrows: 'it asks for an error: a fault would be its answer',
  checkLeaksOnError: 'it asks for an error: a fault would be its answer',
  checkRejectsBadInput: 'it asks for errors: a fault would be its answer',
  checkSurvivesFaults: 'it makes faults itself, and two of it would cover the same methods',
  constantInitializer: 'it takes numbers and runs nothing before a layer is built',
  contextOf: 'it reads an error',
  glorotUniform: 'it takes numbers and runs nothing before a layer is built',
  heNormal: 'it takes numbers and runs nothing before a layer is built',
  oneInitializer: 'it takes numbers and runs nothing before a layer is built',
  zeroInitializer: 'it takes numbers and runs nothing before a layer is built',
  parseShapeSpec: 'it takes text',
  parseSignature: 'it takes text',
  printShape: 'it takes what was parsed',
  printSignature: 'it takes what was parsed',
  useBackend: 'it decides which backend there is to fail',
};

import * as tf from '@tensorflow/tfjs-core';
import type { Rule } from './rule.ts';

/*
 * A first look at two tensors where they are. Copying 1e7 elements out of the native backend costs several times
 * what comparing them does, so its kernels are asked to prove, block by block, that nothing differs. Only blocks
 * without a proof are copied and judged by the rule itself: the look may overlook agreement, never a difference.
 */

/** The native backend's own way to call kernels. */
interface NativeBackend {
  executeSingleOutput(
    name: string,
    attributes: readonly object[],
    inputs: readonly tf.TensorInfo[],
  ): tf.Tensor;
  getDTypeInteger(dtype: string): number;
  readonly binding: { readonly TF_ATTR_TYPE: number; readonly TF_ATTR_FLOAT: number };
  readonly tensorMap: {
    has(dataId: object): boolean;
    get(dataId: object): { readonly values: unknown; readonly id: unknown };
  };
}

/** A run of elements in row-major order. */
export interface Run {
  readonly start: number;
  readonly length: number;
}

/** When a look is taken, and how finely. */
export interface Look {
  /** Below this many elements a copy is as cheap as a look (measured). */
  readonly leastElements: number;
  /** Elements that share one proof. */
  readonly block: number;
}

const LOOK: Look = { leastElements: 2 ** 18, block: 4096 };

/** Copying so many runs one by one costs as much as copying everything. */
const MOST_RUNS = 32;

/**
 * TensorFlow's kernels take subnormal numbers for 0, so a difference below about 2.4e-38 escapes them. An absolute
 * tolerance from here on, lowered by a millionth, leaves room for that and for the rounding of the subtraction.
 */
const LEAST_ATOL = 1e-30;
const LOWERED = 1 - 1e-6;

/**
 * The runs of elements that may differ, as far as a look on the device can tell.
 * @param actual a tensor
 * @param expected a tensor of the same shape
 * @param rule what would have to hold
 * @param look when a look is taken, and how finely
 * @returns `undefined` where no look can be taken, or where it would not pay
 */
export function unprovenRuns(
  actual: tf.Tensor,
  expected: tf.Tensor,
  rule: Rule,
  look = LOOK,
): readonly Run[] | undefined {
  if (actual.size < look.leastElements || actual.dtype !== expected.dtype) return undefined;
  const native = nativeBackend();
  if (native === undefined || !isOnDevice(native, actual) || !isOnDevice(native, expected)) return undefined;
  const proofs = proofsFor(native, actual, expected, rule);
  if (proofs === undefined) return undefined;
  const perBlock = proofs.map((proof) => blockwise(proof, actual.size, look.block));
  return runsWithout(perBlock, actual.size, look.block);
}

/**
 * Copies one run of elements out of a tensor.
 * @param tensor any tensor
 * @param run which elements
 */
export function readRun(tensor: tf.Tensor, run: Run): Float32Array | Int32Array | Uint8Array {
  const slice = tf.tidy(() => tf.slice(tf.reshape(tensor, [tensor.size]), [run.start], [run.length]));
  try {
    return slice.dataSync();
  } finally {
    slice.dispose();
  }
}

function nativeBackend(): NativeBackend | undefined {
  const backend: object = tf.backend();
  const candidate = backend as Partial<NativeBackend>; // every member is looked at before use
  const isNative =
    tf.getBackend() === 'tensorflow' &&
    typeof candidate.executeSingleOutput === 'function' &&
    typeof candidate.getDTypeInteger === 'function' &&
    typeof candidate.binding?.TF_ATTR_TYPE === 'number' &&
    typeof candidate.tensorMap?.get === 'function';
  return isNative ? (backend as NativeBackend) : undefined;
}

/** Whether a kernel made the data, which then has no copy on the host. */
function isOnDevice({ tensorMap }: NativeBackend, { dataId }: tf.Tensor): boolean {
  // asked for first, since `get` moves the data of another backend's tensor over
  if (!tensorMap.has(dataId)) return false;
  const { values, id } = tensorMap.get(dataId);
  return values === null && typeof id === 'number' && id >= 0;
}

/** Makes masks that all hold only where the rule surely holds. */
type Proof = () => tf.Tensor;

function proofsFor(
  native: NativeBackend,
  actual: tf.Tensor,
  expected: tf.Tensor,
  rule: Rule,
): readonly Proof[] | undefined {
  const { TF_ATTR_FLOAT, TF_ATTR_TYPE } = native.binding;
  const type = (name: string, dtype: string): object => ({
    name,
    type: TF_ATTR_TYPE,
    value: native.getDTypeInteger(dtype),
  });
  if (actual.dtype === 'int32' || actual.dtype === 'bool') return [() => tf.equal(actual, expected)];
  if (actual.dtype !== 'float32') return undefined;
  if (rule.kind === 'close' && !rule.signedZero && rule.atol >= LEAST_ATOL) {
    const tolerance = { name: 'tolerance', type: TF_ATTR_FLOAT, value: rule.atol * LOWERED };
    return [
      () =>
        native.executeSingleOutput('ApproximateEqual', [type('T', 'float32'), tolerance], [actual, expected]),
    ];
  }
  // The same bits, compared as integers, since as numbers subnormals would count as 0.
  const bits = (tensor: tf.Tensor): tf.Tensor =>
    native.executeSingleOutput('Bitcast', [type('T', 'float32'), type('type', 'int32')], [tensor]);
  const sameBits = (): tf.Tensor => tf.equal(bits(actual), bits(expected));
  const noNaN = (): tf.Tensor => tf.equal(actual, actual);
  return rule.equalNaN ? [sameBits] : [sameBits, noNaN];
}

/** Whether a mask holds throughout each whole block. */
function blockwise(proof: Proof, size: number, block: number): Uint8Array {
  const blocks = Math.floor(size / block);
  const holds = tf.tidy(() => {
    const flat = tf.reshape(proof(), [size]);
    const whole = blocks * block === size ? flat : tf.slice(flat, [0], [blocks * block]);
    return tf.all(tf.reshape(whole, [blocks, block]), 1);
  });
  try {
    // a bool tensor's data is a Uint8Array
    return holds.dataSync() as Uint8Array;
  } finally {
    holds.dispose();
  }
}

function runsWithout(perBlock: readonly Uint8Array[], size: number, block: number): readonly Run[] {
  const blocks = Math.floor(size / block);
  const runs: Run[] = [];
  let start = -1;
  for (let nth = 0; nth <= blocks; nth++) {
    // the elements after the last whole block have no proof
    const isProven = nth < blocks && perBlock.every((holds) => holds[nth] === 1);
    if (!isProven && start < 0) start = nth * block;
    if (isProven && start >= 0) {
      runs.push({ start, length: nth * block - start });
      start = -1;
    }
  }
  if (start >= 0 && start < size) runs.push({ start, length: size - start });
  const unproven = runs.reduce((sum, { length }) => sum + length, 0);
  return runs.length > MOST_RUNS || unproven > size / 2 ? [{ start: 0, length: size }] : runs;
}

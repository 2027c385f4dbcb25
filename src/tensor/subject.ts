import type { Tensor } from '@tensorflow/tfjs-core';
import { SubjectError } from '../errors.ts';
import { describeTensor } from './describe.ts';
import { DTYPES } from './dtypes.ts';

/** NumPy stopped there for twenty years; TensorFlow.js has operations up to rank 6. */
const HIGHEST_RANK = 32;

/** Whether a shape is one that a tensor can have: whole sizes from 0 up, whose product is the number of elements. */
function isShapeOf(shape: unknown, size: unknown): shape is readonly number[] {
  if (!Array.isArray(shape)) return false;
  const rank = shape.length;
  if (!(rank <= HIGHEST_RANK)) return false;
  let elements = 1;
  // By index and a length read once, since a proxy can give endless iterators and growing lengths.
  for (let axis = 0; axis < rank; axis += 1) {
    const axisSize: unknown = shape[axis];
    if (typeof axisSize !== 'number' || !Number.isSafeInteger(axisSize) || axisSize < 0) return false;
    elements *= axisSize;
  }
  return elements === size && Number.isSafeInteger(elements);
}

/**
 * Whether a value is a tensor, by what it can do. `instanceof` would refuse the tensors of a second
 * copy of tfjs-core and of another VM realm (Jest, vmThreads), which work just as well.
 * @returns false, too, for an object that pretends to be one: a shape that is none, a size that contradicts
 *   the shape, getters that throw
 */
export function isTensor(value: unknown): value is Tensor {
  if (typeof value !== 'object' || value === null) return false;
  const candidate = value as Partial<Record<keyof Tensor, unknown>>; // every field is checked before use
  try {
    return (
      isShapeOf(candidate.shape, candidate.size) &&
      DTYPES.some((dtype) => dtype === candidate.dtype) &&
      typeof candidate.dataSync === 'function' &&
      typeof candidate.dispose === 'function' &&
      typeof candidate.dataId === 'object' &&
      typeof candidate.isDisposed === 'boolean'
    );
  } catch {
    return false;
  }
}

/** Whether a value is a promise, or can be awaited like one; false for an object that throws when it is asked. */
export function isThenable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return 'then' in value && typeof value.then === 'function';
  } catch {
    return false;
  }
}

/** Whether a value is an object with some keys; false for one that throws when it is asked. */
export function hasKeys<Key extends string>(
  value: unknown,
  ...keys: readonly Key[]
): value is Readonly<Record<Key, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return keys.every((key) => key in value);
  } catch {
    return false;
  }
}

/** Names a value's kind for a sentence such as "expected a tensor, got …"; it never throws. */
export function describeKind(value: unknown): string {
  try {
    return kindOf(value);
  } catch {
    // A proxy or a getter of the user's own may throw whatever is asked of it.
    return 'an object that throws when it is looked at';
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'undefined';
  if (isThenable(value)) return 'a promise';
  if (isTensor(value)) return `a tensor ${describeTensor(value)}`;
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`;
  if (Array.isArray(value)) return `an array of length ${value.length}`;
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`;
  if (typeof value === 'object') {
    const prototype: unknown = Object.getPrototypeOf(value);
    const maker = typeof prototype === 'object' && prototype !== null ? prototype.constructor : undefined;
    return typeof maker === 'function' && maker !== Object && maker.name !== ''
      ? `a ${maker.name}`
      : 'an object';
  }
  if (typeof value === 'string')
    return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return `the ${typeof value} ${value.toString()}`;
  return `a ${typeof value}`;
}

/**
 * Refuses anything that is not a live tensor, before anything is computed.
 * @param value what the user handed over
 * @param where who refuses, as the user knows it, e.g. `toHaveShape`
 * @param argument which argument it is, e.g. `expected`; the subject itself by default
 * @throws SubjectError for a promise, a disposed tensor, a typed array and anything else that is no tensor
 */
export function requireTensor(value: unknown, where: string, argument = 'received'): Tensor {
  if (isTensor(value)) {
    if (!value.isDisposed) return value;
    throw new SubjectError(`${where}: ${argument} is a disposed tensor ${describeTensor(value)}.`, {
      argument,
      expected: 'a live tensor',
      actual: 'a disposed tensor',
      hint: 'it was freed by dispose() or by leaving a tf.tidy(); return it from the tidy or wrap it in tf.keep().',
    });
  }
  const actual = describeKind(value);
  const hint = hintFor(value);
  throw new SubjectError(`${where}: ${argument} must be a tensor, got ${actual}.`, {
    argument,
    expected: 'a tensor',
    actual,
    ...(hint !== undefined && { hint }),
  });
}

/** What to do with a value that is no tensor; `undefined` where that can't be known. */
function hintFor(value: unknown): string | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  try {
    if (isThenable(value)) return 'await it first, or write expect(promise).resolves.';
    if (ArrayBuffer.isView(value) || Array.isArray(value)) {
      return 'it has no shape and no dtype of its own; wrap it: tf.tensor(values, shape, dtype).';
    }
    if ('val' in value && 'read' in value && isTensor(value.val)) {
      return 'it is the variable of a layer; its tensor is what read() returns.';
    }
    if ('sourceLayer' in value && 'shape' in value) {
      return 'it is a symbolic tensor, which has no values; run the model on real ones: model.predict(x).';
    }
    if ('dataSync' in value && 'shape' in value) {
      return 'it resembles a tensor, but its shape, size and dtype do not belong together.';
    }
  } catch {
    // Nothing certain can be said of an object that throws when it is looked at.
  }
  return undefined;
}

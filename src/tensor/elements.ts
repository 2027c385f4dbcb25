import type { Tensor } from '@tensorflow/tfjs-core';
import { SubjectError } from '../errors.ts';
import { describeTensor } from './describe.ts';
import { describeKind, requireTensor } from './subject.ts';

/** The numbers of a tensor in row-major order; complex ones lie there as real, imaginary, real, … */
export type Elements = Float32Array | Int32Array | Uint8Array;

/** Calls `dataSync`, which fails where a backend is gone, or an object only looks like a tensor. */
function readData(tensor: Tensor, where: string, argument: string): unknown {
  try {
    return tensor.dataSync();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : describeKind(cause);
    throw new SubjectError(
      `${where}: the values of ${argument}, ${describeTensor(tensor)}, can't be read: ${reason}`,
      { argument, expected: 'a tensor whose values can be read', actual: reason, cause },
    );
  }
}

function holdsBigints(view: ArrayBufferView): boolean {
  return view instanceof BigInt64Array || view instanceof BigUint64Array;
}

function refuseData(tensor: Tensor, data: unknown, wanted: string, where: string, argument: string): never {
  const length =
    typeof data === 'object' && data !== null && 'length' in data ? ` of ${String(data.length)}` : '';
  const actual = `${describeKind(data)}${Array.isArray(data) ? '' : length}`;
  throw new SubjectError(
    `${where}: ${argument} says it is ${describeTensor(tensor)}, but its data is ${actual}, not ${wanted}.`,
    { argument, expected: wanted, actual },
  );
}

/**
 * Copies the numbers of a tensor to the host; on a backend that keeps its data there nothing is copied.
 * @param tensor any live tensor but one of strings
 * @param where who asks, as the user knows it
 * @param argument which argument the tensor is
 * @returns as many numbers as the shape says, twice as many for complex64; not to be written to
 * @throws SubjectError for what is no live tensor of numbers, or whose data does not fit its shape
 */
export function readElements(tensor: Tensor, where: string, argument = 'received'): Elements {
  requireTensor(tensor, where, argument);
  const wanted = tensor.dtype === 'complex64' ? 2 * tensor.size : tensor.size;
  if (tensor.dtype === 'string') {
    throw new SubjectError(`${where}: ${argument} is ${describeTensor(tensor)}, and text is no number.`, {
      argument,
      expected: 'a tensor of numbers',
      actual: describeTensor(tensor),
    });
  }
  const data = readData(tensor, where, argument);
  if (!ArrayBuffer.isView(data) || !('length' in data) || data.length !== wanted || holdsBigints(data)) {
    refuseData(tensor, data, `${wanted} numbers`, where, argument);
  }
  return data as unknown as Elements; // a view with a length that holds no bigints is an array of numbers
}

/**
 * Decodes the texts of a string tensor.
 * @param tensor a live string tensor
 * @param where who asks, as the user knows it
 * @returns as many strings as the shape says
 * @throws SubjectError for what is no live tensor of strings
 */
export function readStrings(tensor: Tensor, where: string, argument = 'received'): readonly string[] {
  requireTensor(tensor, where, argument);
  const data = readData(tensor, where, argument);
  if (
    !Array.isArray(data) ||
    data.length !== tensor.size ||
    !data.every((text): text is string => typeof text === 'string')
  ) {
    refuseData(tensor, data, `${tensor.size} strings`, where, argument);
  }
  return data;
}

import { tensor as makeTensor, type Tensor } from '@tensorflow/tfjs-core';
import { cloneMethod, toStringMethod } from 'fast-check';
import { isInsideRun } from '../runs/watch-runs.ts';
import { describePlain } from './describe-plain.ts';

import { allocate, type PlainTensor } from './plain-tensor.ts';

/** What generated tensors hold, for as long as they are there, disposed or not. */
const plainOf = new WeakMap<Tensor, () => PlainTensor>();

/**
 * Makes the tensor. It prints as its data however long it is disposed, and fast-check can copy it for the next run.
 * @param plain gives the data anew each time, since a backend may keep what it gets
 */
export function realize(plain: () => PlainTensor): Tensor {
  const { dtype, shape, data } = plain();
  const made = makeTensor(data, [...shape], dtype);
  plainOf.set(made, plain);
  // Not enumerable, so that nothing that compares or prints tensors takes them for a part of it.
  Object.defineProperties(made, {
    [toStringMethod]: { value: () => describePlain(plain()) },
    // What is disposed when no run is under way is only wanted for its text.
    [cloneMethod]: { value: () => (made.isDisposed && !isInsideRun() ? made : realize(plain)) },
  });
  return made;
}

/** Makes the tensor of data that are there already; they are copied. */
export function realizeData(plain: PlainTensor): Tensor {
  return realize(() => ({ ...plain, data: plain.data.slice() }));
}

/** What a tensor holds; `undefined` where it is gone, or has a dtype that is not generated. */
export function readPlain(tensor: Tensor): PlainTensor | undefined {
  const known = plainOf.get(tensor);
  if (known !== undefined) return known();
  const { dtype, shape } = tensor;
  if (tensor.isDisposed || (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool')) return undefined;
  const data = allocate(dtype, tensor.size);
  data.set(tensor.dataSync());
  return { dtype, shape, data };
}

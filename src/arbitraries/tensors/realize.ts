import { tensor as makeTensor, type Tensor } from '@tensorflow/tfjs-core';
import { cloneMethod } from 'fast-check';
import { isInsideRun } from '../runs/watch-runs.ts';
import { knowAs } from './known-data.ts';
import type { PlainTensor } from './plain-tensor.ts';

/**
 * Makes the tensor. It prints as its data however long it is disposed, and fast-check can copy it for the next run.
 * @param plain gives the data anew each time, since a backend may keep what it gets
 */
export function realize(plain: () => PlainTensor): Tensor {
  const { dtype, shape, data } = plain();
  const made = makeTensor(data, [...shape], dtype);
  knowAs(made, plain);
  // What is disposed when no run is under way is only wanted for its text.
  const copy = (): Tensor => (made.isDisposed && !isInsideRun() ? made : realize(plain));
  return Object.defineProperty(made, cloneMethod, { value: copy });
}

/** Makes the tensor of data that are there already; they are copied. */
export function realizeData(plain: PlainTensor): Tensor {
  return realize(() => ({ ...plain, data: plain.data.slice() }));
}

import type { Tensor } from '@tensorflow/tfjs-core';
import { toStringMethod } from 'fast-check';
import { describeTensor } from '../../tensor/describe.ts';
import { describePlain } from './describe-plain.ts';
import { allocate, type PlainTensor } from './plain-tensor.ts';

/** What generated tensors hold, for as long as they are there, disposed or not. */
const known = new WeakMap<Tensor, () => PlainTensor>();

/** Elements beyond which data is not kept for the sake of its text. */
const KEPT = 2 ** 16;

/** Keeps what a tensor was drawn as, and lets fast-check print it. */
export function knowAs(tensor: Tensor, plain: () => PlainTensor): void {
  known.set(tensor, plain);
  // Not enumerable, so that nothing that compares or prints tensors takes it for a part of it.
  Object.defineProperty(tensor, toStringMethod, { value: () => describePlain(plain()), configurable: true });
}

/** Lets fast-check print what a user's `map` made of a generated tensor: by its data as long as these are there. */
export function makePrintable(tensor: Tensor): void {
  if (toStringMethod in tensor) return;
  Object.defineProperty(tensor, toStringMethod, {
    value: () => {
      const plain = readData(tensor);
      return plain === undefined
        ? `${describeTensor(tensor)}${tensor.isDisposed ? ' (disposed)' : ''}`
        : describePlain(plain);
    },
    configurable: true,
  });
}

/** Keeps the data of a tensor that is about to go, unless they are known or large. */
export function keepData(tensor: Tensor): void {
  if (known.has(tensor) || tensor.size > KEPT) return;
  const plain = readData(tensor);
  if (plain !== undefined) known.set(tensor, () => plain);
}

/** What a tensor holds; `undefined` where it is gone, or has a dtype that is not generated. */
export function readData(tensor: Tensor): PlainTensor | undefined {
  const plain = known.get(tensor);
  if (plain !== undefined) return plain();
  const { dtype, shape } = tensor;
  if (tensor.isDisposed || (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool')) return undefined;
  const data = allocate(dtype, tensor.size);
  data.set(tensor.dataSync());
  return { dtype, shape, data };
}

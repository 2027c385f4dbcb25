import { tensor as makeTensor, type Tensor } from '@tensorflow/tfjs-core';
import { readElements } from '../src/tensor/elements.ts';
import { summarizeTensor } from '../src/tensor/print-tensor.ts';
import { isTensor } from '../src/tensor/subject.ts';

/** Significant digits of the largest element. The others end at the same decimal place. */
const DIGITS = 4;
/** Where every element is tiny, what lies beyond this decimal place is taken for rounding noise. */
const DECIMALS = 8;

/** The decimal place at which elements of a tensor are rounded, from the largest finite magnitude in it. */
function decimalsFor(values: ArrayLike<number> & Iterable<number>): number {
  let largest = 0;
  for (const value of values) {
    const magnitude = Math.abs(value);
    if (magnitude > largest && magnitude < Infinity) largest = magnitude;
  }
  if (largest === 0) return 0;
  return Math.max(0, Math.min(DECIMALS, DIGITS - 1 - Math.floor(Math.log10(largest))));
}

/** Rounds on one scale for the whole tensor: what is 1e-9 beside a 1 is noise, and differs from machine to machine. */
function round(value: number, decimals: number): number {
  if (!Number.isFinite(value) || Number.isInteger(value)) return value;
  return Number(value.toFixed(decimals)) + 0; // adding 0 makes -0, which rounding may give, a 0
}

function printRounded(tensor: Tensor): string {
  if (tensor.isDisposed || tensor.dtype !== 'float32') return summarizeTensor(tensor, { digits: DIGITS });
  const values = readElements(tensor, 'toMatchSnapshot');
  const decimals = decimalsFor(values);
  const rounded = makeTensor(
    Float32Array.from(values, (value) => round(value, decimals)),
    tensor.shape,
  );
  try {
    return summarizeTensor(rounded, { digits: DIGITS });
  } finally {
    rounded.dispose();
  }
}

/**
 * A snapshot serializer that prints a tensor as dtype, shape and a few values, rounded on the scale of its largest: stable
 * where two machines compute the same up to rounding. It is for reading; `toMatchTensorSnapshot` compares by tolerance.
 * @example
 * expect.addSnapshotSerializer(tensorSerializer);
 * expect({ weights: tf.ones([2, 2]) }).toMatchInlineSnapshot(`
 *   {
 *     "weights": float32[2, 2] [[1, 1], [1, 1]],
 *   }
 * `);
 */
export const tensorSerializer = {
  test: isTensor,
  serialize: printRounded,
};

import type { Tensor } from '@tensorflow/tfjs-core';

/** How large a gradient is. */
export interface Magnitude {
  /** Square root of the sum of squares, over the finite entries. */
  readonly norm: number;
  /** The largest absolute value; 0 exactly when every entry is zero. */
  readonly largest: number;
  readonly finite: boolean;
}

export const NOTHING: Magnitude = { norm: 0, largest: 0, finite: true };

/** Sums up on the host, in float64: the square of a float32 gradient of 1e-25 would be 0. */
export function magnitudeOf(values: Iterable<number>): Magnitude {
  let squares = 0;
  let largest = 0;
  let finite = true;
  for (const value of values) {
    const size = Math.abs(value);
    if (size < Infinity) {
      squares += size * size;
      if (size > largest) largest = size;
    } else {
      finite = false;
      largest = Infinity;
    }
  }
  return { norm: Math.sqrt(squares), largest, finite };
}

/** Measures a tensor; complex and string tensors have no gradients, and count as nothing. */
export function measure(tensor: Tensor): Magnitude {
  return tensor.dtype === 'complex64' || tensor.dtype === 'string' ? NOTHING : magnitudeOf(tensor.dataSync());
}

/** The magnitude of several gradients, seen as one. */
export function joined(parts: readonly Magnitude[]): Magnitude {
  return {
    norm: Math.hypot(...parts.map(({ norm }) => norm)),
    largest: Math.max(0, ...parts.map(({ largest }) => largest)),
    finite: parts.every(({ finite }) => finite),
  };
}

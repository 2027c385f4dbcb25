import * as tf from '@tensorflow/tfjs-core';
import { signedSum } from './formula.ts';

/** Elements of a sketch at most; a larger tensor is sampled evenly. */
const LARGEST_SKETCH = 2 ** 20;
const PROJECTIONS = 4;

/** A norm, and sums under random signs: see digest.py. */
export type Sketch = readonly [norm: number, ...projections: number[]];

/** What a tensor is known by: see digest.py. */
export interface Digest {
  readonly shape: readonly number[];
  readonly mean: number;
  readonly rms: number;
  readonly first: readonly number[];
  readonly sketch: Sketch;
}

/**
 * A tensor's values in torch's order: channels second in maps, outputs first in kernels.
 * @param kind `kernel` for what multiplies, whose axes torch has the other way round
 */
export function torchValues(tensor: tf.Tensor, kind: 'map' | 'kernel'): Float32Array {
  const order =
    tensor.rank === 4
      ? kind === 'map'
        ? [0, 3, 1, 2]
        : [3, 2, 0, 1]
      : tensor.rank === 2 && kind === 'kernel'
        ? [1, 0]
        : undefined;
  if (order === undefined) return tensor.dataSync<'float32'>();
  // No tidy: it would look for tensors in every element of what it returns.
  const turned = tf.transpose(tensor, order);
  const values = turned.dataSync<'float32'>();
  turned.dispose();
  return values;
}

/** The sketch that digest.py makes of the same values. */
export function sketchOf(values: Float32Array, name: string): Sketch {
  const step = Math.ceil(values.length / LARGEST_SKETCH);
  const some = new Float32Array(Math.ceil(values.length / step));
  let squares = 0;
  for (let at = 0; at < some.length; at += 1) {
    const value = values[at * step] ?? 0; // it lies within
    some[at] = value;
    squares += value * value;
  }
  const norm = Math.sqrt(squares);
  return [norm, ...Array.from({ length: PROJECTIONS }, (_, k) => signedSum(`${name}/${k}`, some))];
}

/**
 * How far two tensors are apart, in terms of the second's norm, judged by their sketches: the root mean square of the differences of
 * random projections estimates the norm of the difference. Below 0.0141 their cosine is above 0.9999.
 */
export function distance(actual: Sketch, expected: Sketch): number {
  const [norm, ...projections] = expected;
  const squares = projections.map((each, k) => (each - (actual[k + 1] ?? NaN)) ** 2);
  const estimate = Math.sqrt(squares.reduce((sum, each) => sum + each, 0) / squares.length);
  return Math.max(estimate, Math.abs(norm - actual[0])) / Math.max(norm, Number.MIN_VALUE);
}

/** Relative error of a list of numbers, in the norm. */
export function relativeError(actual: ArrayLike<number>, expected: readonly number[]): number {
  const difference = Math.hypot(...expected.map((each, at) => each - (actual[at] ?? NaN)));
  return difference / Math.hypot(...expected);
}

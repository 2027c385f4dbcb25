import type { Shaped } from '../contracts/shaped.ts';
import { mapRows } from './data/rows.ts';
import type { ElementSource } from './elements/element-source.ts';
import { sourceOf } from './elements/floats32.ts';
import type { ShapeOptions } from './shapes/shape-options.ts';
import type { TensorGroupArbitrary } from './tensors/group-arbitrary.ts';
import { structured } from './tensors/structured.ts';

/** Shares before they are made to sum to one: zeros, tiny ones, and ones beside which all others are nearly nothing. */
export const SHARES: ElementSource = sourceOf(
  { min: 0, max: 1e7, edges: [0, 0, 1, 2 ** -23, 1e7], draw: (random) => random.next() },
  4,
);

/** Makes a row of shares sum to one; all zeros become equal shares. */
export function normalizeRow(row: Float32Array | Int32Array | Uint8Array): void {
  let sum = 0;
  for (const share of row) sum += share;
  if (sum === 0) row.fill(1 / row.length);
  // What sums to one up to rounding is left as it is.
  else if (Math.abs(sum - 1) > 1e-6) row.forEach((share, i) => (row[i] = share / sum));
}

/**
 * Rows that sum to one, as a softmax gives them, with zeros and with ones that are nearly certain.
 * @param spec whose last axis is the classes, e.g. `'batch 10'`
 * @param options as of {@link shapeMatching}
 * @returns an arbitrary of float32 tensors of 0 to 1; each row sums to 1 within 1e-6
 * @throws ArgumentError as {@link tensor} does
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { probabilities } from 'tensorproof/arbitraries';
 *
 * fc.assert(
 *   fc.property(probabilities('batch 10'), (rows) => tf.sum(rows, -1).dataSync().every((sum) => Math.abs(sum - 1) < 1e-5)),
 * );
 */
export function probabilities<const S extends string = 'batch classes'>(
  spec?: S,
  options: ShapeOptions = {},
): TensorGroupArbitrary<Shaped<S>> {
  return structured((spec ?? 'batch classes') as S, options, {
    where: 'probabilities',
    source: SHARES,
    arrange: (plain) => mapRows(plain, normalizeRow),
  }); // S is its default where the spec is left out
}

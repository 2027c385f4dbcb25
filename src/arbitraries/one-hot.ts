import type { Shaped } from '../contracts/shaped.ts';
import { floatSource } from './elements/floats32.ts';
import { mapRows } from './data/rows.ts';
import type { ShapeOptions } from './shapes/shape-options.ts';
import type { TensorGroupArbitrary } from './tensors/group-arbitrary.ts';
import { structured } from './tensors/structured.ts';

/**
 * Labels as rows that are 1 in one place and 0 in all others.
 * @param spec whose last axis is the classes, e.g. `'batch 10'`
 * @param options as of {@link shapeMatching}
 * @returns an arbitrary of float32 tensors; it shrinks towards the first class
 * @throws ArgumentError as {@link tensor} does
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { oneHot } from 'tensorproof/arbitraries';
 *
 * fc.assert(fc.property(oneHot('batch 10'), (labels) => tf.sum(labels, -1).dataSync().every((sum) => sum === 1)));
 */
export function oneHot<const S extends string = 'batch classes'>(
  spec?: S,
  options: ShapeOptions = {},
): TensorGroupArbitrary<Shaped<S>> {
  return structured((spec ?? 'batch classes') as S, options, {
    where: 'oneHot',
    source: floatSource('unit', 'oneHot'),
    arrange: (plain) =>
      mapRows(plain, (row) => {
        const label = row.indexOf(Math.max(...row));
        row.fill(0);
        row[label] = 1;
      }),
  }); // S is its default where the spec is left out
}

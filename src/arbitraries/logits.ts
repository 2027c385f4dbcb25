import type { Shaped } from '../contracts/shaped.ts';
import { sourceOf } from './elements/floats32.ts';
import type { ShapeOptions } from './shapes/shape-options.ts';
import type { TensorGroupArbitrary } from './tensors/group-arbitrary.ts';
import { structured } from './tensors/structured.ts';

/** From here on `exp` of a float32 is infinite, and below its negative 0. */
const OVERFLOW = 89;
const UNDERFLOW = -104;

/**
 * What a classifier gives before its softmax: a few units about 0, and now and then numbers at which `exp` overflows or
 * vanishes, so that a softmax or a log-likelihood that isn't stable gives NaN.
 * @param spec e.g. `'batch 10'`
 * @param options as of {@link shapeMatching}
 * @returns an arbitrary of float32 tensors of -1000 to 1000
 * @throws ArgumentError as {@link tensor} does
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { logits } from 'tensorproof/arbitraries';
 *
 * fc.assert(fc.property(logits('batch 10'), (x) => tf.softmax(x).dataSync().every(Number.isFinite)));
 */
export function logits<const S extends string = 'batch classes'>(
  spec?: S,
  options: ShapeOptions = {},
): TensorGroupArbitrary<Shaped<S>> {
  const source = sourceOf(
    {
      min: -1000,
      max: 1000,
      edges: [0, 1, -1, 20, -20, OVERFLOW, UNDERFLOW, 1000, -1000],
      draw: (random) => 4 * random.normal(),
    },
    5,
  );
  return structured((spec ?? 'batch classes') as S, options, { where: 'logits', source }); // S is its default where the spec is left out
}

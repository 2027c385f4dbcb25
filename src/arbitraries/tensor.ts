import type { Shaped } from '../contracts/shaped.ts';
import type { Elements } from './elements/choose-source.ts';
import type { ElementDType } from './elements/element-source.ts';
import type { ShapeOptions } from './shapes/shape-options.ts';
import type { TensorGroupArbitrary } from './tensors/group-arbitrary.ts';
import { structured } from './tensors/structured.ts';

/** What a generated tensor holds, and how large it gets. */
export interface TensorOptions<D extends ElementDType = ElementDType> extends ShapeOptions {
  /** @defaultValue that of the elements; 'float32' where they leave it open */
  readonly dtype?: D;
  /**
   * A profile of float32 (`'unit'`, `'normal'`, `'finite'`, `'extreme'`, `'any'`), bounds, or an arbitrary of numbers.
   * @defaultValue 'normal'; of int32 -100 to 100
   */
  readonly elements?: Elements;
}

/**
 * Tensors that match a shape spec. Their memory is freed when the run ends in which they were drawn, unless the property disposed
 * or kept them itself; a counterexample prints long after.
 * @param spec e.g. `'batch height width 3'`; sizes from 1 to 8 unless the options say otherwise
 * @returns an arbitrary of tensors; it shrinks to smaller shapes, then to one value everywhere, then to few others, then to
 *   simple ones
 * @throws ShapeSpecError when `spec` does not parse
 * @throws ArgumentError for a spec that no sizes satisfy, for elements that don't suit the dtype, for tensors that no memory holds
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { tensor } from 'tensorproof/arbitraries';
 *
 * fc.assert(
 *   fc.property(tensor('batch features', { elements: 'unit' }), (x) => tf.max(tf.softmax(x)).dataSync()[0]! <= 1),
 * );
 */
export function tensor<const S extends string, D extends ElementDType = ElementDType>(
  spec: S,
  options: TensorOptions<D> = {},
): TensorGroupArbitrary<Shaped<S>> {
  return structured(spec, options, { where: 'tensor' });
}

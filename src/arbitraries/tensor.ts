import { requireOptions } from '../checks/options.ts';
import type { Shaped } from '../contracts/shaped.ts';
import { parseShapeSpec } from '../tensor/shape-spec/index.ts';
import { isTensor } from '../tensor/subject.ts';
import { chooseSource, type Elements } from './elements/choose-source.ts';
import type { ElementDType } from './elements/element-source.ts';
import { requireLimits, SHAPE_OPTIONS, type ShapeOptions } from './shapes/shape-options.ts';
import { ShapeModel } from './shapes/shape-model.ts';
import { TensorGroupArbitrary } from './tensors/group-arbitrary.ts';

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

/** The options of {@link tensor} by name. */
export const TENSOR_OPTIONS = [...SHAPE_OPTIONS, 'dtype', 'elements'] as const;

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
  const given = requireOptions(options, TENSOR_OPTIONS, 'tensor');
  const source = chooseSource(given.elements, given.dtype, 'tensor');
  const model = new ShapeModel([parseShapeSpec(spec)], requireLimits(given, 'tensor'), 'tensor');
  return new TensorGroupArbitrary<Shaped<S>>({
    model,
    sources: [source],
    dtypes: [options.dtype ?? source.dtype],
    join: ([only]) => only as unknown as Shaped<S>, // its shape was drawn from the spec
    split: (value) => (isTensor(value) ? [value] : undefined),
  });
}

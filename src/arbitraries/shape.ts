import { parseShapeSpec } from '../tensor/shape-spec/index.ts';
import { readLimits, type ShapeOptions } from './shapes/shape-options.ts';
import { ShapeModel } from './shapes/shape-model.ts';
import { isShape, ShapesArbitrary } from './shapes/shapes-arbitrary.ts';

/**
 * Shapes of any rank.
 * @param options ranks from 0 to 4 and sizes from 1 to 8, unless they say otherwise; `minSize: 0` for empty tensors too
 * @returns an arbitrary of shapes; it shrinks to fewer axes, then to smaller ones
 * @throws ArgumentError for ranges that are upside down
 * @example
 * import fc from 'fast-check';
 * import { shape } from 'tensorproof/arbitraries';
 *
 * fc.assert(fc.property(shape({ maxRank: 2 }), (sizes) => sizes.length <= 2));
 */
export function shape(options: Omit<ShapeOptions, 'bindings'> = {}): ShapesArbitrary<number[]> {
  return single('...', options, 'shape', 4);
}

/**
 * Shapes that match a spec.
 * @param spec e.g. `'batch height width 3'`
 * @param options sizes from 1 to 8 unless they say otherwise; those in `bindings` are fixed
 * @returns an arbitrary of shapes
 * @throws ShapeSpecError when `spec` does not parse
 * @throws ArgumentError for a spec that no sizes satisfy
 * @example
 * import fc from 'fast-check';
 * import { shapeMatching } from 'tensorproof/arbitraries';
 *
 * fc.assert(fc.property(shapeMatching('h 2*h'), ([h = 0, twice = 0]) => twice === 2 * h));
 */
export function shapeMatching(spec: string, options: ShapeOptions = {}): ShapesArbitrary<number[]> {
  return single(spec, options, 'shapeMatching');
}

function single(spec: string, options: unknown, where: string, mostAxes?: number): ShapesArbitrary<number[]> {
  const model = new ShapeModel([parseShapeSpec(spec)], readLimits(options, where, mostAxes), where);
  return new ShapesArbitrary<number[]>(
    model,
    ([sizes = []]) => [...sizes],
    (value) => (isShape(value) ? [value] : undefined),
  );
}

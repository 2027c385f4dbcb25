import { requireChoice } from '../checks/options.ts';
import type { Shaped } from '../contracts/shaped.ts';
import { mapRows } from './data/rows.ts';
import { BOOLEAN_SOURCE } from './elements/booleans.ts';
import type { ShapeOptions } from './shapes/shape-options.ts';
import type { TensorGroupArbitrary } from './tensors/group-arbitrary.ts';
import { structured } from './tensors/structured.ts';

/** Which masks are wanted. */
export interface MaskOptions extends ShapeOptions {
  /** `'any'`, or `'prefix'`: true up to a length, as padding makes it. @defaultValue 'any' */
  readonly kind?: 'any' | 'prefix';
}

/**
 * Masks; all true and all false are among them.
 * @param spec e.g. `'batch time'`
 * @param options `kind`, and as of {@link shapeMatching}
 * @returns an arbitrary of bool tensors; it shrinks towards false
 * @throws ArgumentError for another kind, and as {@link tensor} does
 * @example
 * import fc from 'fast-check';
 * import { mask } from 'tensorproof/arbitraries';
 *
 * fc.assert(fc.property(mask('batch time', { kind: 'prefix' }), (each) => each.dtype === 'bool'));
 */
export function mask<const S extends string = 'batch time'>(
  spec?: S,
  options: MaskOptions = {},
): TensorGroupArbitrary<Shaped<S>> {
  const kind = requireChoice(options.kind, ['any', 'prefix'], 'kind', 'mask', 'any');
  return structured((spec ?? 'batch time') as S, options, {
    where: 'mask',
    alsoKnows: ['kind'],
    source: BOOLEAN_SOURCE,
    ...(kind === 'prefix' && {
      arrange: (plain) => mapRows(plain, (row) => row.sort((left, right) => right - left)),
    }),
  }); // S is its default where the spec is left out
}

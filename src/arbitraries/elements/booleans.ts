import { ElementArbitrary } from './element-arbitrary.ts';
import type { ElementSource } from './element-source.ts';

/** The source behind {@link booleans}. */
export const BOOLEAN_SOURCE: ElementSource = {
  dtype: 'bool',
  simplest: 0,
  admits: (value) => value === 0 || value === 1,
  draw: (random) => (random.oneIn(2) ? 1 : 0),
  simpler: (value) => (value === 1 ? [{ value: 0, passed: undefined }] : []),
};

/**
 * The elements of a bool tensor: 0 and 1.
 * @returns an arbitrary that shrinks to 0
 * @example
 * import fc from 'fast-check';
 * import { booleans, tensor } from 'tensorproof/arbitraries';
 *
 * fc.assert(fc.property(tensor('n', { elements: booleans() }), (mask) => mask.dtype === 'bool'));
 */
export function booleans(): ElementArbitrary {
  return new ElementArbitrary(BOOLEAN_SOURCE);
}

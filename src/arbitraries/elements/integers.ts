import { requireOptions } from '../../checks/options.ts';
import { ArgumentError } from '../../errors.ts';
import { describeKind } from '../../tensor/subject.ts';
import { ElementArbitrary } from './element-arbitrary.ts';
import type { ElementSource } from './element-source.ts';
import { requireOrder } from './floats32.ts';
import { simplerNumbers, simplestOf, type Range } from './simplicity.ts';

/** The bounds of integers; both belong to the range. */
export interface IntegerRange {
  /** @defaultValue -2147483648 */
  readonly min?: number;
  /** @defaultValue 2147483647 */
  readonly max?: number;
}

const MIN = -(2 ** 31);
const MAX = 2 ** 31 - 1;

/**
 * Integers that int32 holds, the bounds and what lies beside them more often than others.
 * @returns an arbitrary of integers; it shrinks towards 0
 * @throws ArgumentError for bounds that are no integers, beyond int32 or upside down
 * @example
 * import fc from 'fast-check';
 * import { integers } from 'tensorproof/arbitraries';
 *
 * fc.assert(fc.property(integers({ min: 0, max: 255 }), (pixel) => pixel >> 8 === 0));
 */
export function integers(range: IntegerRange = {}): ElementArbitrary {
  return new ElementArbitrary(integerSource(range, 'integers'));
}

/** The source behind {@link integers}. */
export function integerSource(given: unknown, where: string): ElementSource {
  const options = requireOptions(given, ['min', 'max'], where);
  const min = requireInt32(options.min, 'min', where, MIN);
  const max = requireInt32(options.max, 'max', where, MAX);
  requireOrder(min, max, where);
  const inside = (value: number): boolean => value >= min && value <= max;
  const edges = [min, min + 1, max - 1, max, 0, 1, -1].filter(inside);
  const [small, large] = [Math.max(min, -16), Math.min(max, 16)];
  const admits = (value: number): boolean =>
    Number.isInteger(value) && !Object.is(value, -0) && inside(value);
  const bounds: Range = { min, max, whole: true, admits, round: Math.trunc };
  return {
    dtype: 'int32',
    simplest: simplestOf(bounds),
    admits,
    draw: (random) => {
      if (random.oneIn(8)) return random.pick(edges);
      if (small <= large && random.oneIn(2)) return random.integer(small, large);
      return random.integer(min, max);
    },
    simpler: (value, passed) => simplerNumbers(value, bounds, passed),
  };
}

function requireInt32(value: unknown, argument: string, where: string, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value === 'number' && Number.isInteger(value) && value >= MIN && value <= MAX) return value;
  throw new ArgumentError(
    `${where}: ${argument} must be an integer from ${MIN} to ${MAX}, got ${describeKind(value)}.`,
    { argument, expected: `an integer from ${MIN} to ${MAX}`, actual: value },
  );
}

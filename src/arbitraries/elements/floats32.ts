import { requireChoice, requireOptions } from '../../checks/options.ts';
import { ArgumentError } from '../../errors.ts';
import { describeKind } from '../../tensor/subject.ts';
import { ElementArbitrary } from './element-arbitrary.ts';
import type { ElementSource } from './element-source.ts';
import type { QuickRandom } from './quick-random.ts';
import { simplerNumbers, simplestOf, type Range } from './simplicity.ts';

/** Names of ranges of float32, each with the values on which code of that range breaks. */
export type FloatProfile = 'unit' | 'normal' | 'finite' | 'extreme' | 'any';

/** Bounds instead of a profile; both belong to the range. */
export interface FloatRange {
  /** @defaultValue -3.4028234663852886e38, the least finite float32 */
  readonly min?: number;
  /** @defaultValue 3.4028234663852886e38, the greatest finite float32 */
  readonly max?: number;
}

const PROFILES: readonly FloatProfile[] = ['unit', 'normal', 'finite', 'extreme', 'any'];

const MAX = 3.4028234663852886e38;
const SMALLEST_NORMAL = 1.1754943508222875e-38;
const SMALLEST = 1.401298464324817e-45;

const EXTREMES: readonly number[] = [
  0,
  -0,
  SMALLEST,
  -SMALLEST,
  1e-40,
  -1e-40,
  SMALLEST_NORMAL,
  1e38,
  -1e38,
  MAX,
  -MAX,
].map(Math.fround);

/** A range of float32, and how its numbers are drawn. */
export interface Profile {
  readonly min: number;
  readonly max: number;
  readonly draw: (random: QuickRandom) => number;
  /** Values that occur on their own, often. */
  readonly edges: readonly number[];
}

/** As many numbers of each magnitude as of any other. */
function anyMagnitude(random: QuickRandom): number {
  const sign = random.oneIn(2) ? -1 : 1;
  if (random.oneIn(2)) return sign * random.integer(0, 100) * (random.oneIn(2) ? 1 : random.next());
  return sign * (1 + random.next()) * 2 ** random.integer(-126, 126);
}

const BY_NAME: Readonly<Record<FloatProfile, Profile>> = {
  unit: { min: 0, max: 1, edges: [0, 1, 0.5], draw: (random) => random.next() },
  normal: { min: -MAX, max: MAX, edges: [0, 1, -1], draw: (random) => random.normal() },
  finite: { min: -MAX, max: MAX, edges: [0, 1, -1, MAX, -MAX], draw: anyMagnitude },
  extreme: { min: -MAX, max: MAX, edges: EXTREMES, draw: anyMagnitude },
  any: { min: -Infinity, max: Infinity, edges: [...EXTREMES, NaN, Infinity, -Infinity], draw: anyMagnitude },
};

/** One element in so many is an edge; of the profiles whose point the edges are, every third. */
const EDGE_ONE_IN: Readonly<Record<FloatProfile, number>> = {
  unit: 8,
  normal: 16,
  finite: 8,
  extreme: 3,
  any: 3,
};

/**
 * Float32 numbers, with the values on which numerical code breaks.
 * @param range a profile: `'unit'` (0 to 1), `'normal'` (standard normal), `'finite'` (any magnitude), `'extreme'` (±0, subnormal,
 *   ±1e±38), `'any'` (NaN and infinities too); or bounds
 * @returns an arbitrary of numbers that float32 holds; it shrinks towards 0, 1, -1 and small integers
 * @throws ArgumentError for a range without numbers, and for a bound that float32 can't hold
 * @example
 * import fc from 'fast-check';
 * import { floats32 } from 'tensorproof/arbitraries';
 *
 * fc.assert(fc.property(floats32('unit'), (x) => x >= 0 && x <= 1));
 * fc.assert(fc.property(floats32({ min: -2, max: 2 }), (x) => Math.abs(x) <= 2));
 */
export function floats32(range: FloatProfile | FloatRange = 'normal'): ElementArbitrary {
  return new ElementArbitrary(floatSource(range, 'floats32'));
}

/** The source behind {@link floats32}. */
export function floatSource(range: unknown, where: string): ElementSource {
  if (typeof range === 'string') {
    const name = requireChoice(range, PROFILES, 'the profile', where, 'normal' as const);
    return sourceOf(BY_NAME[name], EDGE_ONE_IN[name], name === 'any');
  }
  const given = requireOptions(range, ['min', 'max'], where);
  const min = requireFloat32(given.min, 'min', where, -MAX);
  const max = requireFloat32(given.max, 'max', where, MAX);
  requireOrder(min, max, where);
  const edges = [min, max, 0, 1, -1].filter((edge) => edge >= min && edge <= max);
  const wide = max - min > 2000;
  const draw = (random: QuickRandom): number => {
    const value = wide && random.oneIn(2) ? anyMagnitude(random) : min + random.next() * (max - min);
    return value >= min && value <= max
      ? value
      : Math.min(max, Math.max(min, min + random.next() * (max - min)));
  };
  return sourceOf({ min, max, edges, draw }, 8);
}

/** The source of a profile. @param edgeOneIn one element in so many is an edge */
export function sourceOf({ min, max, edges, draw }: Profile, edgeOneIn: number, nan = false): ElementSource {
  const admits = (value: number): boolean =>
    Number.isNaN(value) ? nan : value >= min && value <= max && Math.fround(value) === value;
  const range: Range = { min, max, whole: false, admits, round: Math.fround };
  return {
    dtype: 'float32',
    simplest: simplestOf(range),
    admits,
    draw: (random) => {
      if (random.oneIn(edgeOneIn)) return random.pick(edges);
      const value = Math.fround(draw(random));
      return value < min ? min : value > max ? max : value;
    },
    simpler: (value, passed) => simplerNumbers(value, range, passed),
  };
}

/** Refuses a range that is upside down. */
export function requireOrder(min: number, max: number, where: string): void {
  if (min <= max) return;
  throw new ArgumentError(`${where}: min must be at most max, got min ${min} and max ${max}.`, {
    argument: 'min',
    expected: `at most ${max}`,
    actual: min,
  });
}

function requireFloat32(value: unknown, argument: string, where: string, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value !== 'number' || Number.isNaN(value)) {
    throw new ArgumentError(`${where}: ${argument} must be a number, got ${describeKind(value)}.`, {
      argument,
      expected: 'a number',
      actual: value,
    });
  }
  const held = Math.fround(value);
  if (Number.isFinite(held) && held === value) return value;
  throw new ArgumentError(`${where}: float32 can't hold ${argument} ${value}, which becomes ${held}.`, {
    argument,
    expected: Number.isFinite(held) ? held : 'a finite float32',
    actual: value,
    ...(Number.isFinite(held)
      ? { hint: `write ${argument}: Math.fround(${value}), or another bound.` }
      : { hint: "for infinities take the profile 'any'." }),
  });
}

import type { SimplerElement } from './element-source.ts';

/** Up to here whole numbers are read as such; beyond, they are written with an exponent. */
const PLAIN = 1e9;

/**
 * How hard a number is to read, as a pair to compare: zero, small integers, numbers with few digits, the special values.
 * What a shrink tries is always simpler, so that it ends.
 */
function complexity(value: number): readonly [kind: number, size: number] {
  if (Number.isNaN(value)) return [3, 3];
  if (!Number.isFinite(value)) return [3, value > 0 ? 1 : 2];
  if (Object.is(value, -0)) return [3, 0];
  const size = Math.abs(value);
  const sign = value < 0 ? 0.5 : 0;
  if (Number.isInteger(value) && size <= PLAIN) return [0, size + sign];
  if (size === 0.5) return [1, sign];
  return [size < 1 ? 1 : 2, 1000 * digitsOf(value) + Math.abs(Math.log10(size)) + sign];
}

function digitsOf(value: number): number {
  for (let digits = 1; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (short === value || Math.fround(short) === value) return digits;
  }
  return 9;
}

/** Orders numbers by how simple they are. @returns below 0 where `left` is the simpler one */
export function compareSimplicity(left: number, right: number): number {
  const [leftKind, leftSize] = complexity(left);
  const [rightKind, rightSize] = complexity(right);
  return leftKind - rightKind || leftSize - rightSize;
}

/** Which numbers a shrink may try. */
export interface Range {
  readonly min: number;
  readonly max: number;
  /** Whether only whole numbers are wanted. */
  readonly whole: boolean;
  readonly admits: (value: number) => boolean;
  /** Rounds to what the dtype can hold. */
  readonly round: (value: number) => number;
}

/** The simplest number of a range: none that a search could try is simpler, or it would never end. */
export function simplestOf({ min, max, whole }: Pick<Range, 'min' | 'max' | 'whole'>): number {
  if (min <= 0 && max >= 0) return 0;
  const near = min > 0 ? Math.ceil(min) : Math.floor(max);
  if (near >= min && near <= max && (whole || Math.abs(near) <= PLAIN)) return near;
  return min > 0 ? fewestDigits(min, max) : -fewestDigits(-max, -min);
}

/** The simplest of positive numbers among which no plain whole one is: a half, or that with fewest digits, and nearest to 1. */
function fewestDigits(low: number, high: number): number {
  if (low <= 0.5 && high >= 0.5) return 0.5;
  const nearest = high < 1 ? high : low;
  for (let digits = 1; digits < 9; digits += 1) {
    const unit = 10 ** (Math.floor(Math.log10(nearest)) + 1 - digits);
    const rounded = Number(nearest.toPrecision(digits));
    for (const candidate of [rounded, high < 1 ? rounded - unit : rounded + unit]) {
      const short = Math.fround(Number(candidate.toPrecision(digits)));
      if (short >= low && short <= high) return short;
    }
  }
  return nearest;
}

const RUNGS = [1, 2, 3, 10, 100, 1e3, 1e4, 1e6, 1e8, 1e12, 1e16, 1e24, 1e32];
const FRACTIONS = [0.5, 0.1, 0.01, 1e-3, 1e-4, 1e-6, 1e-8, 1e-16, 1e-32];

/**
 * Simpler numbers for one that fails: 0, 1, -1, then the powers of ten towards it, and from there halfway and halfway again, so
 * that a search over whole numbers ends at the least that fails.
 * @param passed the nearest simpler number that is known to pass; where it is given, the search goes on between the two
 */
export function* simplerNumbers(
  value: number,
  range: Range,
  passed: number | undefined,
): Generator<SimplerElement, void> {
  const seen = new Set<number>();
  let last = passed;
  for (const candidate of candidates(value, range, passed)) {
    const rounded = range.round(candidate);
    if (seen.has(rounded) || !range.admits(rounded) || compareSimplicity(rounded, value) >= 0) continue;
    seen.add(rounded);
    // Only between numbers of one sign does it say anything about what lies in between.
    const between =
      Number.isFinite(rounded) && last !== undefined && (last === 0 || last > 0 === rounded > 0)
        ? last
        : undefined;
    yield { value: rounded, passed: between };
    last = rounded;
  }
}

function* candidates(value: number, range: Range, passed: number | undefined): Generator<number, void> {
  const sign = value < 0 ? -1 : 1;
  const size = Math.abs(value);
  if (passed === undefined) {
    yield simplestOf(range);
    yield* [0, 1, -1];
    if (value < 0) yield -value;
    if (Number.isNaN(value)) yield* [Infinity, -Infinity];
    for (const rung of RUNGS) if (rung < size) yield sign * rung;
    if (!Number.isFinite(value)) return;
    for (const fraction of FRACTIONS) yield sign * fraction;
  }
  if (!Number.isFinite(value) || value === 0) return;
  if (size > PLAIN) yield* byExponent(value, passed);
  else if (Number.isInteger(value)) yield* halfway(value, passed ?? simplestOf(range));
  else if (!range.whole) {
    // Past the value as well: what fails below 5.5 fails at 6 more often than not.
    yield* [Math.trunc(value), Math.trunc(value) + sign];
    for (let digits = 1; digits < 5; digits += 1) yield Number(value.toPrecision(digits));
  }
}

/** Whole numbers from the middle between a passing and a failing one towards the failing one. */
function* halfway(value: number, passed: number): Generator<number, void> {
  const from = Math.trunc(passed);
  for (let gap = Math.trunc((value - from) / 2); gap !== 0; gap = Math.trunc(gap / 2)) yield value - gap;
  yield value - Math.sign(value - from);
}

/** The same over powers of ten. */
function* byExponent(value: number, passed: number | undefined): Generator<number, void> {
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  const from = passed === undefined || passed === 0 ? 9 : Math.floor(Math.log10(Math.abs(passed)));
  for (let gap = Math.trunc((exponent - from) / 2); gap > 0; gap = Math.trunc(gap / 2)) {
    yield Math.sign(value) * Number(`1e${exponent - gap}`);
  }
  yield Math.sign(value) * Number(`1e${exponent}`);
}

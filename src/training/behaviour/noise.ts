import type { HostOutput, HostValues } from './scene.ts';

/**
 * A difference of up to four units in the last place of the largest element is rounding: a softmax over one element, and a layer norm
 * of equal elements, come back to a constant within that.
 */
const ULPS = 4;
const FLOAT32_EPSILON = 2 ** -23;

/** How far two runs are apart in one output, as data. */
export interface OutputDifference {
  readonly output: string;
  /** Elements that differ by more than rounding. */
  readonly differing: number;
  readonly elements: number;
  readonly largest: number;
  /** Of the elements themselves, the largest. */
  readonly scale: number;
}

/** What rounding alone may change in an output of this size. */
export function noiseOf(scale: number): number {
  return ULPS * FLOAT32_EPSILON * scale;
}

/** The largest finite magnitude. */
export function scaleOf(values: Iterable<number>): number {
  let scale = 0;
  for (const value of values) {
    const size = Math.abs(value);
    if (size > scale && size < Infinity) scale = size;
  }
  return scale;
}

/**
 * Compares one output of two runs.
 * @param only which elements count; all by default
 * @param exact whether every bit counts
 */
export function differenceOf(
  first: HostOutput,
  second: HostOutput | undefined,
  { only, exact = false }: { only?: (element: number) => boolean; exact?: boolean } = {},
): OutputDifference {
  const [a, b] = [first.values, second?.values ?? first.values];
  const scale = Math.max(scaleOf(a), scaleOf(b));
  const noise = exact || first.dtype !== 'float32' ? 0 : noiseOf(scale);
  const facts = { output: first.name, elements: a.length, scale };
  if (second === undefined || a.length !== b.length)
    return { ...facts, differing: a.length, largest: Infinity };
  const found = countDifferent(a, b, noise, only);
  return { ...facts, ...found };
}

function countDifferent(
  a: HostValues,
  b: HostValues,
  noise: number,
  only: ((element: number) => boolean) | undefined,
): { differing: number; largest: number } {
  let [differing, largest] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? NaN, b[i] ?? NaN];
    // Object.is knows NaN from numbers, but tells the zeros apart.
    if (x === y || Object.is(x, y) || only?.(i) === false) continue;
    const apart = Math.abs(x - y);
    if (apart <= noise) continue;
    differing += 1;
    largest = Math.max(largest, Number.isNaN(apart) ? Infinity : apart);
  }
  return { differing, largest };
}

/** Whether two runs gave the same in every output. */
export function isSame(first: readonly HostOutput[], second: readonly HostOutput[], exact = false): boolean {
  return (
    first.length === second.length &&
    first.every((each, i) => differenceOf(each, second[i], { exact }).differing === 0)
  );
}

import { magnitudeOf } from './magnitude.ts';

/** Two units are alike when they differ by no more than this share of the largest entry, which is rounding. */
const ALIKE = 1e-5;

/**
 * How many different units a weight has, where every unit that learns has a twin: the same weights, the same gradient.
 * @param shape the units on the last axis
 * @returns `undefined` for a sound weight, and for one with a single unit
 */
export function countTwins(
  shape: readonly number[],
  values: ArrayLike<number> & Iterable<number>,
  gradient: ArrayLike<number> & Iterable<number>,
): { readonly units: number; readonly distinct: number } | undefined {
  const units = shape.at(-1) ?? 1;
  // A vector has no units: biases and scales all start alike.
  if (shape.length < 2 || units < 2 || values.length === 0) return undefined;
  const rows = values.length / units;
  const valueBound = ALIKE * magnitudeOf(values).largest;
  const gradientBound = ALIKE * magnitudeOf(gradient).largest;
  const isAlike = (a: number, b: number): boolean => {
    for (let row = 0; row < rows; row++) {
      const [i, j] = [row * units + a, row * units + b];
      if (Math.abs((values[i] ?? 0) - (values[j] ?? 0)) > valueBound) return false;
      if (Math.abs((gradient[i] ?? 0) - (gradient[j] ?? 0)) > gradientBound) return false;
    }
    return true;
  };
  const learns = (unit: number): boolean => {
    for (let row = 0; row < rows; row++)
      if (Math.abs(gradient[row * units + unit] ?? 0) > gradientBound) return true;
    return false;
  };
  const groups: number[][] = [];
  let learning = 0;
  for (let unit = 0; unit < units; unit++) {
    if (!learns(unit)) continue;
    learning++;
    const group = groups.find(([first]) => first !== undefined && isAlike(first, unit));
    if (group === undefined) groups.push([unit]);
    else group.push(unit);
    // Sound weights are all different, which shows after a few units.
    if (groups.filter(({ length }) => length === 1).length > 8 && groups.length > learning * 0.75)
      return undefined;
  }
  if (learning < 2 || groups.some(({ length }) => length === 1)) return undefined;
  return { units: learning, distinct: groups.length };
}

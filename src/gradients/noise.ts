/** Estimates of one level and the next two may differ by this factor, where differences of noise are what they show. */
const LARGEST_SPREAD = 4;

/**
 * The standard deviation of the noise in a function's values, from a few points that lie close together at equal distances. Differences of
 * such values, taken again and again, leave of a smooth function less each time, and of independent noise a known multiple.
 * @param values six or more
 * @returns `undefined` where no level of differences shows noise alone: the function bends between the points
 * @see Moré & Wild 2011, Estimating Computational Noise, SIAM J. Sci. Comput. 33(3), algorithm ECNoise
 * @example
 * noiseIn([0, 1, 2, 3, 4, 5, 6, 7].map((x) => x ** 2 + 1e-6 * Math.sin(1e5 * x))); // about 1e-6
 */
export function noiseIn(values: readonly number[]): number | undefined {
  let differences = values;
  // (k!)² / (2k)!: what noise of variance 1 has to be multiplied by after k differences.
  let gamma = 1;
  const levels: { readonly deviation: number; readonly changesSign: boolean }[] = [];
  for (let k = 1; k < values.length; k++) {
    differences = differences.slice(1).map((value, i) => value - (differences[i] ?? NaN));
    gamma *= k / (2 * (2 * k - 1));
    const meanSquare = differences.reduce((sum, value) => sum + value ** 2, 0) / differences.length;
    levels.push({
      deviation: Math.sqrt(gamma * meanSquare),
      changesSign: differences.some((value, i) => i > 0 && value * (differences[i - 1] ?? 0) < 0),
    });
  }
  const found = levels.slice(0, -2).find(({ changesSign }, k) => {
    const three = levels.slice(k, k + 3).map(({ deviation }) => deviation);
    return changesSign && Math.max(...three) <= LARGEST_SPREAD * Math.min(...three);
  });
  return found?.deviation;
}

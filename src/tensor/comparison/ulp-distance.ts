const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/**
 * The rank of a float32 among all float32 numbers, with both zeros at 0: neighbours differ by 1, across zero too.
 * @param pattern the 32 bits of a float32, as an int32
 */
export function floatRank(pattern: number): number {
  return pattern < 0 ? -(pattern & 0x7fffffff) : pattern;
}

/**
 * How many steps from one float32 to the next lead from `first` to `second`.
 * @param first a finite number; it is rounded to float32
 * @param second likewise
 * @see Bruce Dawson, "Comparing floating point numbers, 2012 edition"
 */
export function ulpDistance(first: number, second: number): number {
  float[0] = first;
  const rank = floatRank(bits[0] ?? 0);
  float[0] = second;
  return Math.abs(rank - floatRank(bits[0] ?? 0));
}

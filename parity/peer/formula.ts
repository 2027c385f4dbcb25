import * as tf from '@tensorflow/tfjs-core';

/** FNV-1a, 32 bits, of a name's UTF-8. */
function seedOf(name: string): number {
  let seed = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) seed = Math.imul(seed ^ byte, 0x01000193);
  return seed;
}

/** Calls `take` with a number in [0, 1), of 24 bits, for each index. */
function eachUniform(name: string, count: number, take: (index: number, uniform: number) => void): void {
  const seed = seedOf(name);
  for (let index = 0; index < count; index += 1) {
    let bits = (Math.imul(index, 0x9e3779b9) + seed) | 0;
    bits ^= bits >>> 16;
    bits = Math.imul(bits, 0x21f0aaad);
    bits ^= bits >>> 15;
    bits = Math.imul(bits, 0x735a2d97);
    bits ^= bits >>> 15;
    take(index, (bits >>> 8) / 2 ** 24);
  }
}

/** `count` float32 numbers in [low, high): the same as `uniform` of formula.py. */
export function uniform(name: string, count: number, low: number, high: number): Float32Array {
  const values = new Float32Array(count);
  eachUniform(name, count, (index, u) => {
    values[index] = low + (high - low) * u;
  });
  return values;
}

/** The sum of values under random signs: the same as the projections of digest.py. */
export function signedSum(name: string, values: ArrayLike<number>): number {
  let sum = 0;
  eachUniform(name, values.length, (index, u) => {
    sum += u < 0.5 ? -Number(values[index]) : Number(values[index]);
  });
  return sum;
}

/** What a weight holds, in torch's order of axes: the same as `weight` of formula.py. */
export function weightValues(name: string, shape: readonly number[]): Float32Array {
  const count = shape.reduce((product, side) => product * side, 1);
  const last = name.slice(name.lastIndexOf('.') + 1);
  if (shape.length >= 2) {
    const limit = Math.sqrt(6 / (count / (shape[0] ?? 1)));
    return uniform(name, count, -limit, limit);
  }
  if (last === 'running_var') return uniform(name, count, 0.5, 1.5);
  return last === 'weight' ? uniform(name, count, 0.4, 0.8) : uniform(name, count, -0.1, 0.1);
}

/** `'batch height width 3'` in [-2, 2): the images of classifiers.py with their channels last. */
export function formulaImages(batch: number, height: number, width: number): tf.Tensor4D {
  const name = `images ${batch} ${height} ${width}`;
  return tf.tidy(() => {
    const values = uniform(name, batch * 3 * height * width, -2, 2);
    return tf.transpose(tf.tensor4d(values, [batch, 3, height, width]), [0, 2, 3, 1]);
  });
}

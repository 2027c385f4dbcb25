import * as tf from '@tensorflow/tfjs-core';

/** FNV-1a, 32 bits, of a name's UTF-8. */
function seedOf(name: string): number {
  let seed = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) seed = Math.imul(seed ^ byte, 0x01000193);
  return seed;
}

/** A hash of an index, all 32 bits. The loops below do this some hundred million times, so that it must be inlined. */
function hashOf(index: number, seed: number): number {
  let bits = (Math.imul(index, 0x9e3779b9) + seed) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
  return bits ^ (bits >>> 15);
}

/** `count` float32 numbers in [low, high): the same as `uniform` of formula.py. */
export function uniform(name: string, count: number, low: number, high: number): Float32Array {
  const values = new Float32Array(count);
  const seed = seedOf(name);
  const range = high - low;
  for (let index = 0; index < count; index += 1) {
    values[index] = low + range * ((hashOf(index, seed) >>> 8) / 2 ** 24);
  }
  return values;
}

/** The sum of values under random signs: the same as the projections of digest.py. */
export function signedSum(name: string, values: Float32Array): number {
  const seed = seedOf(name);
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0; // it lies within
    sum += hashOf(index, seed) >= 0 ? -value : value; // the first bit is that of a uniform number below a half
  }
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

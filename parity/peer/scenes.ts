import * as tf from '@tensorflow/tfjs-core';
import { uniform } from './formula.ts';

/** How boxes and scores are spread: see scenes.py. */
export type Kind = 'smooth' | 'grid';

/** `'count 4'`, as xyxy: the same as `boxes` of scenes.py. */
export function formulaBoxes(name: string, count: number, kind: Kind): tf.Tensor2D {
  const u = uniform(name, 4 * count, 0, 1);
  const values = new Float32Array(4 * count);
  for (let i = 0; i < 4 * count; i += 4) {
    for (const axis of [0, 1]) {
      const [place, extent] = [u[i + axis] ?? NaN, u[i + axis + 2] ?? NaN];
      const corner = kind === 'grid' ? Math.floor(place * 8) * 10 : place * 80;
      const side = kind === 'grid' ? Math.floor(extent * 4) * 10 : 2 + extent * 40;
      values[i + axis] = corner;
      values[i + axis + 2] = corner + side;
    }
  }
  return tf.tensor2d(values, [count, 4]);
}

/** `'count'`, in [0, 1): the same as `scores` of scenes.py. */
export function formulaScores(name: string, count: number, kind: Kind): tf.Tensor1D {
  return tf.tensor1d(uniform(name, count, 0, 1).map((u) => (kind === 'grid' ? Math.floor(u * 5) / 5 : u)));
}

/** `count` whole numbers from 0 to `below - 1`: the same as `whole` of scenes.py. */
export function formulaWhole(name: string, count: number, below: number): Int32Array {
  return Int32Array.from(uniform(name, count, 0, 1), (u) => Math.floor(u * below));
}

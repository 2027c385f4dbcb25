import type { Generator } from '../random/generator.ts';

/** A direction of random signs: every entry of a gradient has the same weight in it, and none is lost by its size. */
export function rademacher(size: number, next: Generator): Int8Array {
  const signs = new Int8Array(size);
  for (let i = 0; i < size; i++) signs[i] = next() < 0.5 ? -1 : 1;
  return signs;
}

/** Weights for the elements of an output: random signs, and sizes from 0.5 to 1.5, so that symmetries don't cancel. */
export function cotangent(size: number, next: Generator): Float32Array {
  const weights = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    const draw = 2 * next() - 1;
    weights[i] = draw + Math.sign(draw) * 0.5;
  }
  return weights;
}

/** Root mean square; 1 for an input of zeros, which has no scale of its own. */
export function scaleOf(values: Float32Array): number {
  const rms = norm(values) / Math.sqrt(values.length);
  return rms > 0 && Number.isFinite(rms) ? rms : 1;
}

/** Euclidean norm, in float64. */
export function norm(values: Float32Array): number {
  let total = 0;
  for (const value of values) total += value * value;
  return Math.sqrt(total);
}

import type { Tensor } from '@tensorflow/tfjs-core';
import type { InputProblem } from './sane-details.ts';

/** Weights are drawn for inputs of a size around one; pixels from 0 to 255 have 100 and more. */
const LARGE_RMS = 10;
/** Pixels that were divided by 255 twice are at most 0.004. */
const TINY = 0.01;
/** With fewer samples, features are alike by chance. */
const MANY_SAMPLES = 8;

/** Numbers of a tensor on the host. */
type NumberArray = Float32Array | Int32Array | Uint8Array;

/** How many values are NaN or infinite. */
export function countInfinite(values: NumberArray): number {
  let count = 0;
  for (const value of values) if (!Number.isFinite(value)) count += 1;
  return count;
}

/** A problem, and whether it is certain. */
export type JudgedProblem<Problem> = readonly [problem: Problem, isCertain: boolean];

/**
 * What stands out in one input.
 * @param input of shape `batch ...`
 * @param hasScale whether its size matters: ids, and what is normalised inside the model, have none
 * @param takesFractions whether it goes into a layer that computes with fractions, as far as that is known
 */
export function inputProblems(
  input: Tensor,
  hasScale: boolean,
  takesFractions: boolean,
): JudgedProblem<InputProblem>[] {
  const values = input.dataSync();
  const [samples = 0] = input.shape;
  if (values.length === 0) return [];
  const infinite = countInfinite(values);
  if (infinite > 0) return [[{ kind: 'not finite', count: infinite }, true]];
  const [least, greatest, rms] = extent(values);
  if (least === greatest) {
    // One number says nothing about others.
    return values.length < MANY_SAMPLES ? [] : [[{ kind: 'constant', value: least }, true]];
  }
  const width = values.length / samples;
  const constant = constantFeatures(values, width);
  if (constant === width && samples >= 2) return [[{ kind: 'samples alike' }, true]];
  return [
    ...scaleProblems(least, greatest, rms, hasScale),
    ...(takesFractions && input.dtype === 'int32'
      ? [[{ kind: 'integers', least, greatest }, true] as const]
      : []),
    ...(constant > 0 && samples >= MANY_SAMPLES
      ? // The margin of images and the unused columns of one-hot features are constant, and sound.
        [[{ kind: 'constant features', features: constant, of: width }, false] as const]
      : []),
  ];
}

function scaleProblems(
  least: number,
  greatest: number,
  rms: number,
  hasScale: boolean,
): JudgedProblem<InputProblem>[] {
  if (!hasScale) return [];
  if (rms > LARGE_RMS) return [[{ kind: 'large', rms, least, greatest }, true]];
  const size = Math.max(-least, greatest);
  return size < TINY ? [[{ kind: 'tiny', greatest: size }, true]] : [];
}

function extent(values: NumberArray): [least: number, greatest: number, rms: number] {
  let [least, greatest, squares] = [Infinity, -Infinity, 0];
  for (const value of values) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
    squares += value * value;
  }
  return [least, greatest, Math.sqrt(squares / values.length)];
}

function constantFeatures(values: ArrayLike<number>, width: number): number {
  const varies = new Uint8Array(width);
  for (let i = width; i < values.length; i++) if (values[i] !== values[i % width]) varies[i % width] = 1;
  return varies.reduce((count, each) => count + (each === 0 ? 1 : 0), 0);
}

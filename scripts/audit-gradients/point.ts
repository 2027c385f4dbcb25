import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import { createGenerator } from '../../src/random/generator.ts';
import { keyOf } from './cases/index.ts';
import type { GradientCase } from './gradient-case.ts';

/** Numbers on the host. Behind it stands float64 where {@link Float32Array} has been replaced. */
export type Values = ArrayLike<number>;

/** The values of a case's inputs, all of them float32 numbers: the same for the same seed, on every backend. */
export function pointOf(subject: GradientCase, seed: number): number[][] {
  const next = createGenerator(`${seed}/${keyOf(subject)}`);
  return subject.inputs.map(({ shape, low, high }) =>
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => Math.fround(low + (high - low) * next())),
  );
}

/** By how much each element of an output counts when they are summed up before they are differentiated. */
export function outputWeights(seed: number, place: number, size: number): number[] {
  const next = createGenerator(`${seed}/outputs/${place}`);
  return Array.from({ length: size }, () => Math.fround(0.5 + next()));
}

/** By how much each entry of a gradient counts when it is summed up before it is differentiated again. */
export function gradientWeights(seed: number, place: number, size: number): number[] {
  const next = createGenerator(`${seed}/gradients/${place}`);
  return Array.from({ length: size }, () => Math.fround(0.5 + next()));
}

/** The inputs of a case as tensors, with the given values. */
export function tensorsOf({ inputs }: GradientCase, values: readonly Values[]): Tensor[] {
  return values.map((each, k): Tensor => tensor(Float32Array.from(each), [...(inputs[k]?.shape ?? [])], 'float32'));
} // prettier-ignore

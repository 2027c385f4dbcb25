import type { Tensor } from '@tensorflow/tfjs-core';

/** How one input of a case is drawn: uniformly from low to high, from a seed. */
export interface InputSpec {
  readonly shape: readonly number[];
  readonly low: number;
  readonly high: number;
}

/** One gradient at one place of its argument space. */
export interface GradientCase {
  /** The gradient's name in the registry, or `customGrad <op>`. */
  readonly gradient: string;
  readonly name: string;
  readonly inputs: readonly InputSpec[];
  readonly run: (...inputs: Tensor[]) => Tensor | Tensor[];
  readonly order: 1 | 2;
}

/** An input of the given shape, from -1 to 1 unless said otherwise. */
export function input(shape: readonly number[], low = -1, high = 1): InputSpec {
  return { shape, low, high };
}

/** A case whose first order is looked at, and its second where `order` says so. */
export function gradientCase(
  gradient: string,
  name: string,
  inputs: readonly InputSpec[],
  run: GradientCase['run'],
  order: 1 | 2 = 1,
): GradientCase {
  return { gradient, name: order === 2 ? `${name}, second order` : name, inputs, run, order };
}

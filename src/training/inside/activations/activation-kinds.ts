import type { Tensor } from '@tensorflow/tfjs-core';
import type { KernelRun } from '../../../engine/kernel-watch.ts';

/** What a kernel does to the units of a layer. */
export type ActivationKind =
  /** It passes on what lies between two bounds, and nothing of the rest: a unit beyond them for every sample is dead. */
  | { readonly kind: 'rectifier'; readonly input: Tensor; readonly from: number; readonly to: number }
  /** It flattens out on both sides. */
  | { readonly kind: 'squashing'; readonly input: Tensor; readonly beyond: number }
  /** It shares one out over the last axis. */
  | { readonly kind: 'softmax'; readonly input: Tensor };

/**
 * Below this, what an exponential linear unit lets through is less than 5e-5 of what comes in.
 */
const EXPONENTIAL_FROM = -10;
/**
 * Beyond it sigmoid and tanh hardly change.
 * @see Wardat et al., DeepDiagnosis, ICSE 2022
 */
const SQUASHED_BEYOND = 5;

/**
 * What kind of activation a kernel is; `undefined` for none. Leaky rectifiers always let something through, so they are none.
 */
export function activationOf({ kernel, inputs, attributes }: KernelRun): ActivationKind | undefined {
  const [x] = Object.values(inputs);
  if (x?.dtype !== 'float32') return undefined;
  switch (kernel) {
    case 'Relu':
      return { kind: 'rectifier', input: x, from: 0, to: Infinity };
    case 'Relu6':
      return { kind: 'rectifier', input: x, from: 0, to: 6 };
    case 'Elu':
    case 'Selu':
    case 'Softplus':
      return { kind: 'rectifier', input: x, from: EXPONENTIAL_FROM, to: Infinity };
    case 'ClipByValue': {
      // Within the range of a probability, it keeps a logarithm from zero.
      const { clipValueMin: from, clipValueMax: to } = attributes as {
        clipValueMin?: number;
        clipValueMax?: number;
      }; // as the kernel reads them
      if (from === undefined || to === undefined || (from >= 0 && to <= 1)) return undefined;
      return { kind: 'rectifier', input: x, from, to };
    }
    case 'Maximum':
    case 'Minimum': {
      const { a, b } = inputs;
      const bound = [b, a].find((each) => each !== undefined && constantOf(each) !== undefined);
      const other = bound === a ? b : a;
      const at = bound && constantOf(bound);
      if (at === undefined || other === undefined || other.size === 1) return undefined;
      if (kernel === 'Minimum') return { kind: 'rectifier', input: other, from: -Infinity, to: at };
      return at === 0 ? { kind: 'rectifier', input: other, from: 0, to: Infinity } : undefined;
    }
    case 'Sigmoid':
    case 'Tanh':
      return { kind: 'squashing', input: x, beyond: SQUASHED_BEYOND };
    case 'Softmax':
      return { kind: 'softmax', input: x };
    default:
      return undefined;
  }
}

/** The one value of a tensor that has no other, as `zerosLike` gives it; `undefined` where values differ. */
function constantOf(tensor: Tensor): number | undefined {
  if (tensor.size === 1) return tensor.dataSync()[0];
  const values = tensor.dataSync();
  const [first] = values;
  return first === 0 && values.every((value) => value === 0) ? 0 : undefined;
}

/** How much of something squashed is flat. */
export interface Saturation {
  readonly flat: number;
  readonly of: number;
  /** The middle value of what came in, without its sign. */
  readonly typical: number;
}

/** Counts what lies beyond where a squashing function is steep. */
export function squashedBeyond(input: Tensor, beyond: number): Saturation {
  const sizes = Float32Array.from(input.dataSync(), (value) => Math.abs(value)).sort();
  return {
    flat: sizes.filter((size) => size > beyond).length,
    of: sizes.length,
    typical: sizes[sizes.length >> 1] ?? 0,
  };
}

/** So far above all others, the largest logit of a softmax takes all: the gradient is below 3e-7 of what comes in. */
const SURE_BY = 15;
/** What is as far below zero is masked. */
const MASKED = -9e3;

/** Counts rows in which one logit takes all of a softmax; a row in which only one is not masked has no choice, and is left out. */
export function sureRows(logits: Tensor): Saturation {
  const values = logits.dataSync();
  const units = logits.shape.at(-1) ?? 1;
  const gaps: number[] = [];
  for (let row = 0; row + units <= values.length; row += units) {
    let [first, second] = [-Infinity, -Infinity];
    for (let i = row; i < row + units; i++) {
      const value = values[i] ?? 0;
      if (value <= MASKED) continue;
      if (value > first) [first, second] = [value, first];
      else if (value > second) second = value;
    }
    if (second > -Infinity) gaps.push(first - second);
  }
  gaps.sort((a, b) => a - b);
  return {
    flat: gaps.filter((gap) => gap > SURE_BY).length,
    of: gaps.length,
    typical: gaps[gaps.length >> 1] ?? 0,
  };
}

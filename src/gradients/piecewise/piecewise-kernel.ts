import type { Tensor } from '@tensorflow/tfjs-core';
import type { KernelCall, KernelOutput } from '../../engine/kernel-tap.ts';

/**
 * The piece on which a kernel found itself at one point.
 *
 * A piecewise kernel first chooses (which side of zero, which element of a window) and then computes smoothly. A finite
 * difference that crosses from one piece to another says nothing about the gradient, so the choice made at the base point is
 * kept and made again nearby.
 */
export interface Branch {
  /** The tensors that hold the choice; whoever records the branch keeps them, and disposes of them in the end. */
  readonly kept: readonly Tensor[];
  /** Computes at another point, on the same piece. Runs inside a tidy. */
  compute(call: KernelCall, proceed: (call: KernelCall) => KernelOutput): KernelOutput;
}

/**
 * Reads off which piece a call was on. Runs inside a tidy.
 * @param output what the kernel gave for `call`
 * @returns `undefined` for a call that is smooth after all
 */
export type PiecewiseKernel = (call: KernelCall, output: readonly Tensor[]) => Branch | undefined;

/** An input that the kernel can't be called without. */
export function inputOf(call: KernelCall, name: string): Tensor {
  const tensor = call.inputs[name];
  if (tensor === undefined) throw new Error(`kernel ${call.name} was called without its input '${name}'`);
  return tensor;
}

/** The output of a kernel that has one. */
export function onlyOutput(call: KernelCall, [output]: readonly Tensor[]): Tensor {
  if (output === undefined) throw new Error(`kernel ${call.name} gave no output`);
  return output;
}

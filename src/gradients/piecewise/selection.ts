import {
  clone,
  div,
  expm1,
  floor,
  greater,
  greaterEqual,
  lessEqual,
  logicalAnd,
  mul,
  sub,
  where,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { KernelCall } from '../../engine/kernel-tap.ts';
import { inputOf, onlyOutput, type PiecewiseKernel } from './piecewise-kernel.ts';

const x = (call: KernelCall): Tensor => inputOf(call, 'x');
const a = (call: KernelCall): Tensor => inputOf(call, 'a');
const b = (call: KernelCall): Tensor => inputOf(call, 'b');
const numberOf = (call: KernelCall, name: string): number => Number(call.attributes[name]);

/** A condition on each element decides which of two smooth expressions it takes. */
function twoPieces(
  condition: (call: KernelCall) => Tensor,
  whenTrue: (call: KernelCall) => Tensor,
  whenFalse: (call: KernelCall) => Tensor,
): PiecewiseKernel {
  return (at) => {
    const choice = condition(at);
    return { kept: [choice], compute: (call) => where(choice, whenTrue(call), whenFalse(call)) };
  };
}

/** Identity inside an interval, constant outside. */
function clipped(isInside: (call: KernelCall) => Tensor): PiecewiseKernel {
  return (at, output) => {
    const inside = isInside(at);
    const limits = clone(onlyOutput(at, output));
    return { kept: [inside, limits], compute: (call) => where(inside, x(call), limits) };
  };
}

// At a tie each kernel follows the side that TensorFlow.js takes in its gradient.

const isPositive = (call: KernelCall): Tensor => greater(x(call), 0);

export const relu = clipped(isPositive);
export const relu6 = clipped((call) => logicalAnd(isPositive(call), lessEqual(x(call), 6)));
export const clipByValue = clipped((call) =>
  logicalAnd(
    greaterEqual(x(call), numberOf(call, 'clipValueMin')),
    lessEqual(x(call), numberOf(call, 'clipValueMax')),
  ),
);

export const abs = twoPieces(isPositive, x, (call) => mul(x(call), -1));
export const leakyRelu = twoPieces(isPositive, x, (call) => mul(x(call), numberOf(call, 'alpha')));
export const prelu = twoPieces(isPositive, x, (call) => mul(x(call), inputOf(call, 'alpha')));
export const elu = twoPieces(isPositive, x, (call) => expm1(x(call)));

/** The gradient of elu reads the side off what came out. */
export const eluGradient = twoPieces(
  (call) => greaterEqual(inputOf(call, 'y'), 0),
  (call) => inputOf(call, 'dy'),
  (call) => mul(inputOf(call, 'dy'), inputOf(call, 'y').add(1)),
);

/** Scale, and scale times the negative limit. @see Klambauer et al. 2017, arXiv:1706.02515 */
const SELU_SCALE = 1.0507009873554805;
const SELU_SCALE_ALPHA = 1.7580993408473768;

export const selu = twoPieces(
  isPositive,
  (call) => mul(x(call), SELU_SCALE),
  (call) => mul(expm1(x(call)), SELU_SCALE_ALPHA),
);

export const maximum = twoPieces((call) => greaterEqual(a(call), b(call)), a, b);
export const minimum = twoPieces((call) => lessEqual(a(call), b(call)), a, b);

export const select: PiecewiseKernel = (at) => {
  const condition = clone(inputOf(at, 'condition'));
  return {
    kept: [condition],
    compute: (call, proceed) => proceed({ ...call, inputs: { ...call.inputs, condition } }),
  };
};

/** `a - floor(a / b) * b`, where the quotient's floor jumps. */
export const mod: PiecewiseKernel = (at) => {
  const quotient = floor(div(a(at), b(at)));
  return { kept: [quotient], compute: (call) => sub(a(call), mul(quotient, b(call))) };
};

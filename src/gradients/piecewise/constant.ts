import { clone, type Tensor } from '@tensorflow/tfjs-core';
import type { PiecewiseKernel } from './piecewise-kernel.ts';

/** Comparisons, rounding, indices: what changes only in jumps stays what it was. */
export const constant: PiecewiseKernel = (_call, output) => {
  const kept = output.map((tensor): Tensor => clone(tensor));
  return {
    kept,
    compute: () => {
      const [first, ...others] = kept.map((tensor): Tensor => clone(tensor));
      return first !== undefined && others.length === 0 ? first : [...(first ? [first] : []), ...others];
    },
  };
};

/** A cast that throws digits away jumps; one that keeps them is smooth. */
export const truncatingCast: PiecewiseKernel = (call, output) => {
  const to = call.attributes['dtype'];
  const truncates = call.inputs['x']?.dtype === 'float32' && (to === 'int32' || to === 'bool');
  return truncates ? constant(call, output) : undefined;
};

import { cast, div, equal, gather, mul, range, reshape, sum } from '@tensorflow/tfjs-core';
import type { KernelCall } from '../../engine/kernel-tap.ts';
import { inputOf, onlyOutput, type PiecewiseKernel } from './piecewise-kernel.ts';

/**
 * The largest or smallest along some axes: the elements that were it stay it. Where several tie, their mean is taken: a
 * direction in which only one of them rises has no derivative there, whichever the library takes.
 */
export const extremum: PiecewiseKernel = (at, output) => {
  const x = inputOf(at, 'x');
  const axes = reducedAxes(at);
  const keptShape = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const isExtremum = cast(equal(x, reshape(onlyOutput(at, output), keptShape)), 'float32');
  const share = div(isExtremum, sum(isExtremum, axes, true));
  return {
    kept: [share],
    compute: (call) =>
      sum(mul(inputOf(call, 'x'), share), reducedAxes(call), call.attributes['keepDims'] === true),
  };
};

function reducedAxes(call: KernelCall): number[] {
  const rank = inputOf(call, 'x').rank;
  // Max and Min name the same attribute differently.
  const given = (call.attributes['reductionIndices'] ?? call.attributes['axis']) as
    number | number[] | null | undefined; // the op's own type
  if (given === null || given === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  return [given].flat().map((axis) => (axis < 0 ? axis + rank : axis));
}

/** Sorting: the order that was found stays. */
export const topK: PiecewiseKernel = (_at, [, found]) => {
  if (found === undefined) return undefined;
  const indices = reshape(found, found.shape);
  return {
    kept: [indices],
    compute: (call) => {
      const x = inputOf(call, 'x');
      const perRow = indices.shape.at(-1) ?? 1;
      const rows = reshape(range(0, indices.size / perRow, 1, 'int32'), [-1, 1]);
      const flat = mul(rows, x.shape.at(-1) ?? 1).add(reshape(indices, [-1, perRow]));
      const values = gather(reshape(x, [-1]), cast(reshape(flat, [-1]), 'int32'));
      return [reshape(values, indices.shape), reshape(indices, indices.shape)];
    },
  };
};

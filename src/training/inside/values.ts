import type { Tensor } from '@tensorflow/tfjs-core';

/** What the values of a tensor are like, as data. */
export interface ValueSummary {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly size: number;
  /** Over the finite values; `undefined` where there is none. */
  readonly range: readonly [min: number, max: number] | undefined;
  readonly nan: number;
  readonly infinite: number;
}

/** Sums up a tensor. Complex numbers and strings count as finite. */
export function summarize(tensor: Tensor): ValueSummary {
  const { shape, dtype, size } = tensor;
  if (dtype === 'complex64' || dtype === 'string') {
    return { shape: [...shape], dtype, size, range: undefined, nan: 0, infinite: 0 };
  }
  let [min, max, nan, infinite] = [Infinity, -Infinity, 0, 0];
  for (const value of tensor.dataSync()) {
    if (value !== value) nan += 1;
    else if (value === Infinity || value === -Infinity) infinite += 1;
    else {
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return { shape: [...shape], dtype, size, range: min <= max ? [min, max] : undefined, nan, infinite };
}

export function isFiniteSummary({ nan, infinite }: ValueSummary): boolean {
  return nan + infinite === 0;
}

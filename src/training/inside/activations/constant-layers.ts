import type { Tensor } from '@tensorflow/tfjs-core';
import type { PartWork } from '../../../engine/follow-parts.ts';
import { isTensor } from '../../../tensor/subject.ts';

/** What differs by less than this share of the largest value is the same, but for rounding. */
const ROUNDING = 1e-7;

/**
 * Whether a tensor is the same for every sample.
 * @returns its first value; `undefined` where samples differ, or there are less than two
 */
export function sameForAll(tensor: Tensor): number | undefined {
  const [samples = 0] = tensor.shape;
  if (samples < 2 || tensor.size === 0 || tensor.dtype === 'complex64' || tensor.dtype === 'string')
    return undefined;
  const values = tensor.dataSync();
  const size = values.length / samples;
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  for (let i = size; i < values.length; i++) {
    // A comparison that NaN fails.
    if (!(Math.abs((values[i] ?? 0) - (values[i % size] ?? 0)) <= ROUNDING * largest)) return undefined;
  }
  return values[0];
}

/** Whether there are samples to differ. */
export function hasSamples({ shape: [samples = 1] }: Tensor): boolean {
  return samples > 1;
}

/** Finds the layers that give the same for all samples, though they read what differs. */
export class ConstantLayers {
  readonly found: { readonly path: string; readonly value: number }[] = [];

  note({ path, input, output }: PartWork): void {
    const outputs = tensorsIn(output);
    const inputs = tensorsIn(input);
    const values = outputs.map(sameForAll);
    const [value] = values;
    if (value === undefined || values.includes(undefined)) return;
    if (inputs.some((each) => hasSamples(each) && sameForAll(each) === undefined)) {
      this.found.push({ path, value });
    }
  }
}

function tensorsIn(value: unknown): Tensor[] {
  return (Array.isArray(value) ? (value as readonly unknown[]) : [value]).filter(isTensor);
}

import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import type { LawCase } from './law.ts';

/** An input, and another of the same shape. */
export interface Pair {
  readonly first: Tensor;
  readonly second: Tensor;
}

/** What the partner of an input is called. */
export function partnerName(name: string, inputs: number): string {
  return inputs === 1 && name === 'x' ? 'y' : `${name}2`;
}

/** The inputs of a case with their partners. What an arbitrary drew in another shape is replaced by the first, turned round. */
export function pairsOf({ inputs, others }: LawCase): Pair[] {
  return inputs.map((first, i) => {
    const other = others[i];
    const second = other?.shape.join() === first.shape.join() ? other : turnedRound(first);
    return { first, second };
  });
}

function turnedRound(input: Tensor): Tensor {
  return tensor(input.dataSync().slice().reverse(), [...input.shape], input.dtype);
}

/** Combines a pair element by element. */
export function combined({ first, second }: Pair, combine: (a: number, b: number) => number): Tensor {
  const values = first.dataSync().slice();
  const others = second.dataSync();
  for (let i = 0; i < values.length; i += 1) values[i] = combine(values[i] ?? NaN, others[i] ?? NaN);
  return tensor(values, [...first.shape], first.dtype);
}

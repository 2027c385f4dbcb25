import * as tf from '@tensorflow/tfjs-core';
import type { Module } from '../../src/index.ts';
import { weightValues } from './formula.ts';

/** What torch calls a weight, e.g. `encoder.level1.conv1.weight`. */
export function torchName(path: string): string {
  return path.replaceAll('/', '.');
}

/** Axes of a weight in torch's order, and the order that leads back. */
function torchAxes(rank: number): { readonly there: readonly number[]; readonly back: readonly number[] } {
  if (rank === 4) return { there: [3, 2, 0, 1], back: [2, 3, 1, 0] };
  return rank === 2 ? { there: [1, 0], back: [1, 0] } : { there: [0], back: [0] };
}

/**
 * Gives every weight and moving average the value that the formula has for torch's name of it: the same as `fill` of
 * classifiers.py.
 * @param nameOf what torch calls a weight, by its path
 */
export function fillByFormula(model: Module<never, unknown>, nameOf = torchName): void {
  for (const [path, variable] of model.namedVariables()) {
    const { there, back } = torchAxes(variable.rank);
    const shape = there.map((axis) => variable.shape[axis] ?? NaN);
    tf.tidy(() => {
      const values = tf.tensor(weightValues(nameOf(path), shape), shape);
      variable.assign(tf.transpose(values, [...back]));
    });
  }
}

import { engine, tidy, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import { freeingTape } from '../../engine/abandoned-tape.ts';
import type { TakenGradient } from '../../engine/gradient-calls.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import type { Seed } from '../../random/generator.ts';

/** By such shares of their size the weights are moved, all together: a step of a sound size, and a small one. */
const SHARES = [1e-2, 1e-3];

/** What a step of a known size along its gradient does to a loss. */
export interface AlongGradient {
  readonly start: number;
  /** By how much the better of the tried steps lowers the loss; below zero where none does, as in a minimum. */
  readonly fall: number;
  /** By which share of their size that step moves the weights. */
  readonly share: number;
  /** The gradient by each variable that has one. */
  readonly gradients: ReadonlyMap<Variable, Float32Array>;
}

/**
 * Takes one step against the gradient of a loss, of a size that is known to be sound, and undoes it.
 * @param seed of what the loss draws: the same each time
 * @returns `undefined` where there is no gradient, or it is zero or not finite
 */
export async function alongGradient(
  { loss, variables }: TakenGradient,
  seed: Seed,
): Promise<AlongGradient | undefined> {
  const start = await undisturbed(seed, () => valueOf(loss));
  const gradients = await undisturbed(seed, () => gradientsOf(loss, variables));
  const size = Math.sqrt([...gradients.keys()].reduce((sum, each) => sum + squares(each.dataSync()), 0));
  const steepness = Math.sqrt([...gradients.values()].reduce((sum, each) => sum + squares(each), 0));
  if (!(steepness > 0 && Number.isFinite(steepness) && size > 0)) return undefined;
  const tried: { readonly fall: number; readonly share: number }[] = [];
  for (const share of SHARES) {
    const end = await undisturbed(seed, () => {
      for (const [variable, gradient] of gradients) moveBy(variable, gradient, (-share * size) / steepness);
      return valueOf(loss);
    });
    tried.push({ fall: start - end, share });
  }
  const [best] = tried.filter(({ fall }) => Number.isFinite(fall)).sort((a, b) => b.fall - a.fall);
  return best === undefined ? undefined : { start, ...best, gradients };
}

function valueOf(loss: () => Tensor): number {
  let value = NaN;
  freeingTape(() => {
    tidy(() => {
      value = loss().dataSync()[0] ?? NaN;
    });
  });
  return value;
}

function gradientsOf(loss: () => Tensor, variables: readonly Variable[]): Map<Variable, Float32Array> {
  const found = new Map<Variable, Float32Array>();
  freeingTape(() => {
    tidy(() => {
      const { grads } = engine().gradients(loss, [...variables], undefined, true);
      // What the loss does not read has no gradient.
      const given = grads as readonly (Tensor | null | undefined)[];
      for (const [i, variable] of variables.entries()) {
        const gradient = given[i];
        if (gradient !== null && gradient !== undefined)
          found.set(variable, Float32Array.from(gradient.dataSync()));
      }
    });
  });
  return found;
}

function moveBy(variable: Variable, gradient: Float32Array, factor: number): void {
  const values = variable.dataSync();
  const moved = Float32Array.from(gradient, (each, i) => (values[i] ?? 0) + factor * each);
  const value = tidy(() => engine().makeTensor(moved, variable.shape, variable.dtype));
  variable.assign(value);
  value.dispose();
}

function squares(values: Float32Array | Int32Array | Uint8Array): number {
  let sum = 0;
  for (const value of values) sum += value ** 2;
  return sum;
}

import { mul, type Tensor } from '@tensorflow/tfjs-core';
import type { KernelRun, KernelWatchOptions } from '../../../engine/kernel-watch.ts';

/** Kernels that squash what comes in, by the name of that input: logits arrive there. */
const SQUASHING: ReadonlyMap<string, string> = new Map([
  ['Sigmoid', 'x'],
  ['Softmax', 'logits'],
  ['LogSoftmax', 'logits'],
]);

/** They only put elements elsewhere, or give them another shape. */
const VIEWS = new Set(['Identity', 'Reshape', 'ExpandDims', 'Squeeze', 'Cast', 'Tile', 'BroadcastTo']);

/** Logits as large as nothing stops training from making them. */
const SATURATED = 1000;
/** Beyond this a sigmoid is exactly 0, or 1. */
const SURE = 120;
/** What is as far below zero as this is a mask, and no logit. */
const MASKED = -1e4;

/**
 * Finds the places of a program where logits arrive: sigmoids, softmaxes, and exponentials that are written out to be one (divided
 * by their own sum, or by one more than themselves, or the logarithm of that).
 */
export class LogitPlaces {
  readonly #exponentials = new Set<number>();
  #exps = 0;
  #squashing = 0;
  readonly #raised = new Map<object, number>();
  readonly #sums = new Map<object, number>();
  /** Reads of inputs that index something: ids, however they are stored. */
  readonly ids = new Set<object>();

  /** Whether some sigmoid was saturated on one side only. */
  isOneSided = false;

  /** Whether there is any. */
  get some(): boolean {
    return this.#squashing > 0 || this.#exponentials.size > 0;
  }

  /** Is shown every kernel of a run at the batch. */
  note({ kernel, inputs, outputs, backward, nested }: KernelRun): void {
    if (nested || backward) return;
    const [output] = outputs;
    if (output === undefined) return;
    if (kernel === 'Cast' && output.dtype !== 'float32' && inputs['x']) this.ids.add(inputs['x'].dataId);
    if (SQUASHING.has(kernel)) this.#squashing += 1;
    const [one, other] = Object.values(inputs);
    if (kernel === 'Exp') {
      this.#raised.set(output.dataId, this.#exps);
      this.#exps += 1;
    } else if (kernel === 'Sum' && one) this.#pass(one, output, this.#raised, this.#sums);
    else if (kernel === 'Add' && one && other) {
      for (const [a, b] of [
        [one, other],
        [other, one],
      ] as const) {
        this.#pass(a, output, this.#sums, this.#sums);
        if (b.size === 1 && b.dtype === 'float32' && b.dataSync()[0] === 1)
          this.#pass(a, output, this.#raised, this.#sums);
      }
    } else if (VIEWS.has(kernel) && one) {
      this.#pass(one, output, this.#sums, this.#sums);
      this.#pass(one, output, this.#raised, this.#raised);
    }
    const divisor =
      kernel === 'RealDiv' || kernel === 'DivNoNan'
        ? other
        : kernel === 'Log' || kernel === 'Reciprocal'
          ? one
          : undefined;
    const summed = divisor && this.#sums.get(divisor.dataId);
    if (summed !== undefined) this.#exponentials.add(summed);
  }

  #pass(from: Tensor, to: Tensor, source: Map<object, number>, target: Map<object, number>): void {
    const index = source.get(from.dataId);
    if (index !== undefined && !target.has(to.dataId)) target.set(to.dataId, index);
  }

  /** Makes what arrives there so large that it saturates. @param sign which way */
  saturate(sign: 1 | -1): NonNullable<KernelWatchOptions['before']> {
    let exps = 0;
    return (kernel, inputs) => {
      const isPlace = kernel === 'Exp' ? this.#exponentials.has(exps++) : SQUASHING.has(kernel);
      const name = kernel === 'Exp' ? 'x' : (SQUASHING.get(kernel) ?? '');
      const logits = inputs[name];
      if (!isPlace || logits?.dtype !== 'float32') return undefined;
      let [least, most, isMasked] = [0, 0, false];
      for (const value of logits.dataSync()) {
        if (value <= MASKED) isMasked = true;
        else if (value > most) most = value;
        else if (value < least) least = value;
      }
      const largest = Math.max(most, -least);
      if (kernel === 'Sigmoid' && Math.min(most, -least) * SATURATED < SURE * largest) this.isOneSided = true;
      // Turned round, a mask would be no mask any more, and what was shifted below zero would not be.
      const isOneWay = isMasked || kernel === 'Exp';
      if (largest === 0 || !Number.isFinite(largest) || (isOneWay && sign < 0)) return undefined;
      return { ...inputs, [name]: mul(logits, (sign * SATURATED) / largest) };
    };
  }
}

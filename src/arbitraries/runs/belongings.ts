import type { Tensor } from '@tensorflow/tfjs-core';
import { keepData, makePrintable } from '../tensors/known-data.ts';

/** Tensors that are gone are thrown out when so many have come together. */
const PRUNE_AT = 4096;

/** What one run of a property brought into the world, to be freed when it ends. */
export class Belongings {
  #tensors: Tensor[] = [];
  readonly #drawn: Tensor[] = [];
  readonly #others: (() => void)[] = [];
  #pruneAt = PRUNE_AT;

  /** Takes a tensor; it is freed unless the run did so itself, or kept it by `tf.keep`. */
  add(tensor: Tensor): void {
    if (this.#tensors.length >= this.#pruneAt) {
      this.#tensors = this.#tensors.filter(({ isDisposed }) => !isDisposed);
      this.#pruneAt = Math.max(PRUNE_AT, 2 * this.#tensors.length);
    }
    this.#tensors.push(tensor);
  }

  /** Takes a tensor that is a value of the run, or went into one: a report may want to print it. */
  addDrawn(tensor: Tensor): void {
    makePrintable(tensor);
    this.#drawn.push(tensor);
  }

  /** Takes something that is no tensor: a model, an optimizer. */
  addOther(dispose: () => void): void {
    this.#others.push(dispose);
  }

  /** Frees it all; what comes later is freed by a second call. */
  release(): void {
    // The newest first: an optimizer goes before the model whose weights it knows.
    for (const dispose of this.#others.splice(0).reverse()) dispose();
    for (const tensor of this.#drawn) if (!tensor.isDisposed) keepData(tensor);
    for (const tensor of [...this.#drawn.splice(0), ...this.#tensors])
      if (!tensor.isDisposed && !tensor.kept) tensor.dispose();
    this.#tensors = [];
  }
}

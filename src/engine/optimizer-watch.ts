import { Optimizer, type Variable } from '@tensorflow/tfjs-core';

/** What an optimizer had counted when it was first seen. */
interface Seen {
  readonly optimizer: object;
  readonly iterations: unknown;
}

/** Sees every optimizer that applies gradients, and lets it forget that it did. */
export class OptimizerWatch {
  /** How often gradients were applied. */
  applied = 0;
  readonly #seen: Seen[] = [];
  readonly #original: unknown;

  constructor() {
    // Every optimizer of tfjs-core counts its iterations, whichever of its methods was called.
    this.#original = Reflect.get(Optimizer.prototype, 'incrementIterations');
    const noteApplied = (optimizer: object): void => {
      this.applied += 1;
      if (this.#seen.some((each) => each.optimizer === optimizer)) return;
      this.#seen.push({ optimizer, iterations: Reflect.get(optimizer, 'iterations_') });
    };
    const original = this.#original;
    Reflect.set(Optimizer.prototype, 'incrementIterations', function incrementIterations(this: object) {
      noteApplied(this);
      if (typeof original === 'function') Reflect.apply(original, this, []);
    });
  }

  /** How many steps each optimizer that was seen has counted by now. */
  steps(): ReadonlyMap<object, unknown> {
    return new Map(this.#seen.map(({ optimizer }) => [optimizer, Reflect.get(optimizer, 'iterations_')]));
  }

  /** Lets optimizers believe that they have taken as many steps as they had then. */
  restoreSteps(steps: ReadonlyMap<object, unknown>): void {
    for (const [optimizer, count] of steps) Reflect.set(optimizer, 'iterations_', count);
  }

  /**
   * Stops watching, and takes from the optimizers the slots that were made since: their variables will be disposed of, and an
   * optimizer that still held on to them could not be used again.
   * @param before the variables that there were
   */
  stop(before: ReadonlySet<Variable>): void {
    Reflect.set(Optimizer.prototype, 'incrementIterations', this.#original);
    for (const { optimizer, iterations } of this.#seen) {
      Reflect.set(optimizer, 'iterations_', iterations);
      for (const slots of Object.values(optimizer) as unknown[]) {
        if (Array.isArray(slots)) forgetNew(slots, before);
      }
    }
  }
}

/** A slot that is missing is made anew in the next step. */
function forgetNew(slots: unknown[], before: ReadonlySet<Variable>): void {
  const isNew = (slot: unknown): boolean =>
    typeof slot === 'object' &&
    slot !== null &&
    'variable' in slot &&
    // Only the identity counts.
    !before.has(slot.variable as Variable);
  if (slots.length > 0 && slots.every(isNew)) slots.length = 0;
  for (const [i, slot] of slots.entries()) if (isNew(slot)) slots[i] = null;
}

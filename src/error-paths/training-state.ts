import { engine, keep, Optimizer, type Tensor, type Variable } from '@tensorflow/tfjs-core';

/** The variables of all models and optimizers at one time, and how many steps optimizers had taken. */
export class TrainingState {
  readonly #values: readonly { readonly variable: Variable; readonly value: Tensor }[];
  readonly #iterations: readonly { readonly optimizer: object; readonly count: unknown }[];

  /** @param optimizers those whose steps count */
  constructor(optimizers: Iterable<object> = []) {
    // A clone costs no copy: it holds on to the data, and a variable that is assigned to gets other data.
    this.#values = Object.values(engine().registeredVariables).map((variable) => ({
      variable,
      value: keep(variable.clone()),
    }));
    this.#iterations = [...optimizers].map((optimizer) => ({
      optimizer,
      count: Reflect.get(optimizer, 'iterations_') as unknown,
    }));
  }

  /** The names of variables whose values are others now, bit for bit, or that are gone. */
  changed(): string[] {
    return this.#values.flatMap(({ variable, value }) => (isSame(variable, value) ? [] : [variable.name]));
  }

  /** The optimizers that have counted another number of steps since. */
  stepped(): number {
    return this.#iterations.filter(({ optimizer, count }) => Reflect.get(optimizer, 'iterations_') !== count)
      .length;
  }

  /** Variables that there weren't. */
  added(): Variable[] {
    const known = new Set(this.#values.map(({ variable }) => variable));
    return Object.values(engine().registeredVariables).filter((variable) => !known.has(variable));
  }

  /** Puts it all back. May be called again and again. */
  restore(): void {
    for (const { variable, value } of this.#values)
      if (!variable.isDisposed && variable.dataId !== value.dataId) variable.assign(value);
    for (const { optimizer, count } of this.#iterations) Reflect.set(optimizer, 'iterations_', count);
  }

  dispose(): void {
    for (const { value } of this.#values) value.dispose();
  }
}

function isSame(variable: Variable, value: Tensor): boolean {
  if (variable.isDisposed) return false;
  if (variable.dataId === value.dataId) return true;
  const [now, then] = [variable.dataSync(), value.dataSync()];
  return now.length === then.length && now.every((element, i) => Object.is(element, then[i]));
}

/**
 * Notes the optimizers that are at work, until it is ended.
 * @returns the optimizers seen so far, and how to end it
 */
export function watchOptimizers(): { readonly seen: ReadonlySet<object>; readonly stop: () => void } {
  const seen = new Set<object>();
  const original: unknown = Reflect.get(Optimizer.prototype, 'incrementIterations');
  Reflect.set(Optimizer.prototype, 'incrementIterations', function incrementIterations(this: object) {
    seen.add(this);
    if (typeof original === 'function') Reflect.apply(original, this, []);
  });
  return { seen, stop: () => Reflect.set(Optimizer.prototype, 'incrementIterations', original) };
}

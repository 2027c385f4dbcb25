import { engine, keep, type Tensor, type Variable } from '@tensorflow/tfjs-core';

/** The values of all variables at one time, those of layers and optimizers included. */
export class VariableSnapshot {
  #values: readonly (readonly [variable: Variable, value: Tensor])[];

  constructor() {
    // The engine knows every variable that was not disposed of. A clone costs no copy: it holds on to the data,
    // and a variable that is assigned to gets other data.
    const values: (readonly [variable: Variable, value: Tensor])[] = [];
    this.#values = values;
    try {
      for (const variable of Object.values(engine().registeredVariables))
        values.push([variable, keep(variable.clone())]);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** The names of variables whose values are others now, bit for bit, or that are gone. */
  changed(): string[] {
    return this.#values.flatMap(([variable, value]) => (isSame(variable, value) ? [] : [variable.name]));
  }

  /** Puts the values back, bit for bit, into the variables that are still there, and ends it. */
  restore(): void {
    for (const [variable, value] of this.#values) {
      if (!variable.isDisposed && variable.dataId !== value.dataId) variable.assign(value);
    }
    this.dispose();
  }

  /** Ends it: the variables keep what they have now. */
  dispose(): void {
    for (const [, value] of this.#values) value.dispose();
    this.#values = [];
  }
}

function isSame(variable: Variable, value: Tensor): boolean {
  if (variable.isDisposed) return false;
  if (variable.dataId === value.dataId) return true;
  const [now, then] = [variable.dataSync(), value.dataSync()];
  return now.length === then.length && now.every((element, i) => Object.is(element, then[i]));
}

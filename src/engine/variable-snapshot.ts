import { engine, keep, type Tensor, type Variable } from '@tensorflow/tfjs-core';

/** The values of all variables at one time, those of layers and optimizers included. */
export class VariableSnapshot {
  #values: readonly (readonly [variable: Variable, value: Tensor])[];

  constructor() {
    // The engine knows every variable that was not disposed of. A clone costs no copy: it holds on to the data,
    // and a variable that is assigned to gets other data.
    this.#values = Object.values(engine().registeredVariables).map((variable) => [
      variable,
      keep(variable.clone()),
    ]);
  }

  /** Puts the values back, bit for bit, into the variables that are still there. */
  restore(): void {
    for (const [variable, value] of this.#values) {
      if (!variable.isDisposed && variable.dataId !== value.dataId) variable.assign(value);
      value.dispose();
    }
    this.#values = [];
  }
}

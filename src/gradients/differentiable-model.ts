import { engine, keep, mul, scalar, tensor, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import type { TraineeWeight } from '../subject/trainee.ts';
import { freeingTape } from '../engine/abandoned-tape.ts';
import type { Differentiable, DifferentiableInput, Outputs } from './differentiable.ts';
import { scoped } from '../engine/scoped.ts';

/** The loss of a model, as a function of its trainable weights at the values that they have. */
export class DifferentiableModel implements Differentiable {
  readonly inputs: readonly DifferentiableInput[];
  /** A loss is a scalar. */
  readonly outputShapes: readonly (readonly number[])[] = [[]];
  /** The inputs to which no path led when it was last differentiated, by name. */
  unreached: readonly string[] = [];
  readonly #moved: readonly TraineeWeight[];
  readonly #others: readonly TraineeWeight[];
  readonly #loss: () => Scalar;

  /**
   * @param weights all weights of the model; those that are not trainable (moving averages) are put back after every run
   * @param loss computes the loss, the same each time
   */
  constructor(weights: readonly TraineeWeight[], loss: () => Scalar) {
    this.#moved = weights.filter(({ trainable }) => trainable);
    this.#others = weights.filter(({ trainable }) => !trainable);
    this.#loss = loss;
    this.inputs = this.#moved.map(({ name, variable }) => ({
      name,
      shape: [...variable.shape],
      // A copy: dataSync may hand out the buffer that the backend goes on using.
      values: new Float32Array(variable.dataSync()),
    }));
  }

  run(moved?: number, values?: Float32Array): Outputs {
    return this.#restoring(() => {
      const variable = moved === undefined ? undefined : this.#moved[moved]?.variable;
      if (variable === undefined || values === undefined) return [toHost(this.#loss())];
      const base = keep(variable.clone());
      try {
        variable.assign(tensor(values, variable.shape));
        return [toHost(this.#loss())];
      } finally {
        variable.assign(base);
        base.dispose();
      }
    });
  }

  differentiate([cotangent]: Outputs): ReturnType<Differentiable['differentiate']> {
    return this.#restoring(() => {
      let outputs: Outputs = [];
      const projected = (): Tensor => {
        const loss = this.#loss();
        outputs = [toHost(loss)];
        return mul(loss, scalar(cotangent?.[0] ?? 1));
      };
      const variables = this.#moved.map(({ variable }) => variable);
      const { grads } = freeingTape(() => engine().gradients(projected, variables, undefined, true));
      // TensorFlow.js leaves a gradient undefined where there is no path, though its types don't say so. For an optimizer that is
      // zero: whether it should be, finite differences tell.
      const reached = grads as (Tensor | undefined)[];
      this.unreached = this.inputs.flatMap(({ name }, place) => (reached[place] === undefined ? [name] : []));
      const gradients = reached.map((grad, place) =>
        grad === undefined ? new Float32Array(variables[place]?.size ?? 0) : toHost(grad),
      );
      return { outputs, gradients };
    });
  }

  /** Runs, frees what was made, and puts back what a training pass moves by itself. */
  #restoring<Result>(run: () => Result): Result {
    const before = this.#others.map(({ variable }) => [variable, keep(variable.clone())] as const);
    try {
      return scoped(run);
    } finally {
      for (const [variable, value] of before) {
        if (variable.dataId !== value.dataId) variable.assign(value);
        value.dispose();
      }
    }
  }
}

function toHost(values: Tensor): Float32Array {
  return new Float32Array(values.dataSync());
}

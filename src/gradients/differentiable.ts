import { engine, mul, sum, tensor, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { scoped } from '../engine/scoped.ts';
import { freeingTape } from '../engine/abandoned-tape.ts';

/** One tensor with respect to which a gradient is looked at. */
export interface DifferentiableInput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** What a function gave at a point, on the host. */
export type Outputs = readonly Float32Array[];

/** Something with float32 inputs that can be moved, run and differentiated. */
export interface Differentiable {
  readonly inputs: readonly DifferentiableInput[];
  /** The shapes of what it gave when it was last run. */
  readonly outputShapes: readonly (readonly number[])[];
  /**
   * Runs at the base point with one input moved, or at the base point itself.
   * @param moved which input, by its place in `inputs`
   */
  run(moved?: number, values?: Float32Array): Outputs;
  /**
   * The analytic gradients of Σ cotangent·output at the base point, one for each input; `undefined` where no path leads from
   * the input to an output.
   */
  differentiate(cotangents: Outputs): {
    readonly outputs: Outputs;
    readonly gradients: readonly (Float32Array | undefined)[];
  };
}

/** A function of tensors at a point, some of whose inputs are looked at. */
export class DifferentiableFunction implements Differentiable {
  readonly inputs: readonly DifferentiableInput[];
  outputShapes: readonly (readonly number[])[] = [];
  readonly #call: (tensors: readonly Tensor[]) => readonly Tensor[];
  readonly #tensors: readonly Tensor[];
  readonly #places: readonly number[];

  /**
   * @param call gives one or several float32 tensors
   * @param tensors the base point
   * @param places which of them are looked at
   */
  constructor(
    call: (tensors: readonly Tensor[]) => readonly Tensor[],
    tensors: readonly Tensor[],
    places: readonly number[],
    names: readonly string[],
  ) {
    this.#call = call;
    this.#tensors = tensors;
    this.#places = places;
    this.inputs = places.map((place, index) => {
      const input = tensors[place] as Tensor; // places were made from the list
      return {
        name: names[index] ?? `input ${place}`,
        shape: input.shape,
        // A copy: dataSync may hand out the buffer that the backend goes on using.
        values: new Float32Array(input.dataSync()),
      };
    });
  }

  run(moved?: number, values?: Float32Array): Outputs {
    return scoped(() => {
      const tensors = [...this.#tensors];
      const place = moved === undefined ? undefined : this.#places[moved];
      if (place !== undefined && values !== undefined)
        tensors[place] = tensor(values, this.#tensors[place]?.shape);
      const given = this.#call(tensors);
      this.outputShapes = given.map(({ shape }) => shape);
      return toHost(given);
    });
  }

  differentiate(cotangents: Outputs): ReturnType<Differentiable['differentiate']> {
    return scoped(() => {
      let outputs: Outputs = [];
      const tensors = this.#tensors;
      const projected = (): Scalar => {
        const given = this.#call(tensors);
        outputs = toHost(given);
        // The sum of a whole tensor is a scalar.
        return given
          .map((output, index) => sum(mul(output, tensor(cotangents[index] as Float32Array, output.shape))))
          .reduce((total, each) => total.add(each)) as Scalar;
      };
      const points = this.#places.map((place) => tensors[place] as Tensor); // places were made from the list
      const { grads } = freeingTape(() => engine().gradients(projected, points, undefined, true));
      // TensorFlow.js leaves a gradient undefined where there is no path, though its types don't say so.
      const gradients = (grads as (Tensor | undefined)[]).map(
        (grad) => grad && new Float32Array(grad.dataSync()),
      );
      return { outputs, gradients };
    });
  }
}

function toHost(tensors: readonly Tensor[]): Outputs {
  return tensors.map((each) => new Float32Array(each.dataSync()));
}

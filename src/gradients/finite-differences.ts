import type { BranchRecording } from './branch-recording.ts';
import type { Differentiable, Outputs } from './differentiable.ts';
import { norm, scaleOf } from './probes.ts';

/** Unit roundoff of float32. */
const ROUNDOFF = 2 ** -24;

/**
 * Relative step. In float32 the two-step formula has its smallest error here: truncation falls with the fourth power of
 * the step, and what rounding adds grows with its inverse.
 */
export const STEP = 0.03;

/** How far a directional derivative lies from what the gradient says, and how much of that rounding can explain. */
export interface Residual {
  readonly value: number;
  readonly noise: number;
}

/** What a comparison along directions needs to know. */
export interface ProbedInput {
  readonly subject: Differentiable;
  /** Which of the subject's inputs is moved. */
  readonly place: number;
  /** The analytic gradient that is judged. */
  readonly gradient: Float32Array;
  readonly cotangents: Outputs;
  /** What the subject gives at the base point. */
  readonly outputs: Outputs;
  /** The choices that piecewise kernels made at the base point. */
  readonly recording: BranchRecording;
}

/**
 * Compares derivatives along directions of signs with an analytic gradient, for one input. A direction moves an entry by
 * the same share of the input's root mean square, and residuals are per such unit.
 */
export class FiniteDifferences {
  readonly scale: number;
  /** Norm of the analytic gradient, in the units of a residual. */
  readonly gradientNorm: number;
  /** How often the function was run. */
  evaluations = 0;
  readonly #input: ProbedInput;
  readonly #values: Float32Array;
  /** Rounding error to be expected in one projected output. */
  readonly #roundingError: number;

  constructor(input: ProbedInput) {
    this.#input = input;
    this.#values = input.subject.inputs[input.place]?.values ?? new Float32Array(0);
    this.scale = scaleOf(this.#values);
    this.gradientNorm = this.scale * norm(input.gradient);
    let squares = 0;
    input.outputs.forEach((output, index) => {
      const weights = input.cotangents[index];
      output.forEach((value, at) => (squares += (value * (weights?.[at] ?? 0)) ** 2));
    });
    // Each output carries a few roundings of its own; they add up like independent errors.
    this.#roundingError = 2 * ROUNDOFF * Math.sqrt(squares);
  }

  /**
   * The two-step central difference minus the gradient's own word, along a direction.
   * @param direction 1, -1 or, for an entry that stays, 0
   * @param step relative to the input's scale
   */
  residual(direction: Int8Array, step = STEP): Residual {
    const near = this.#centralResidual(direction, step);
    const far = this.#centralResidual(direction, 2 * step);
    // Richardson: the errors of second order in the step cancel.
    return { value: (4 * near - far) / 3, noise: (1.5 * this.#roundingError) / step };
  }

  /** One-sided derivative along an entry, in the units of the gradient itself, with no choice replayed. */
  oneSided(entry: number, sign: 1 | -1, step: number): number {
    const direction = new Int8Array(this.#values.length);
    direction[entry] = sign;
    const moved = this.#moved(direction, step);
    const delta = (moved[entry] ?? 0) - (this.#values[entry] ?? 0);
    return (this.#projected(moved, false) - this.#project(this.#input.outputs)) / delta;
  }

  /** What rounding can add to a one-sided derivative. */
  oneSidedNoise(step: number): number {
    return (2 * this.#roundingError) / (step * this.scale);
  }

  /** The numeric derivative with respect to one entry, in the units of the gradient. */
  derivative(entry: number): { readonly value: number; readonly noise: number } {
    const direction = new Int8Array(this.#values.length);
    direction[entry] = 1;
    // A single entry moves the output less than all together: it takes the largest step that is still accurate.
    const { value, noise } = this.residual(direction, 2 * STEP);
    return { value: (this.#input.gradient[entry] ?? 0) + value / this.scale, noise: noise / this.scale };
  }

  #centralResidual(direction: Int8Array, step: number): number {
    const ahead = this.#moved(direction, step);
    const behind = this.#moved(direction, -step);
    const { gradient } = this.#input;
    let expected = 0;
    // What counts is the step that was really taken: float32 rounds every sum.
    for (let i = 0; i < gradient.length; i++)
      expected += (gradient[i] ?? 0) * ((ahead[i] ?? 0) - (behind[i] ?? 0));
    return (this.#projected(ahead, true) - this.#projected(behind, true) - expected) / (2 * step);
  }

  #moved(direction: Int8Array, step: number): Float32Array {
    const moved = new Float32Array(this.#values.length);
    const size = step * this.scale;
    for (let i = 0; i < moved.length; i++) moved[i] = (this.#values[i] ?? 0) + (direction[i] ?? 0) * size;
    return moved;
  }

  #projected(values: Float32Array, replay: boolean): number {
    const { subject, place, recording } = this.#input;
    this.evaluations++;
    const run = (): Outputs => subject.run(place, values);
    return this.#project(replay ? recording.replay(run) : run());
  }

  /** Σ cotangent·output in float64: a float32 sum would lose the difference that is looked for. */
  #project(outputs: Outputs): number {
    let total = 0;
    for (let k = 0; k < outputs.length; k++) {
      const output = outputs[k];
      const weights = this.#input.cotangents[k];
      if (output === undefined || weights === undefined) continue;
      for (let i = 0; i < output.length; i++) total += (output[i] ?? 0) * (weights[i] ?? 0);
    }
    return total;
  }
}

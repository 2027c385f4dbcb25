import type { BranchRecording } from './branch-recording.ts';
import type { Differentiable, Outputs } from './differentiable.ts';
import { noiseIn } from './noise.ts';
import { norm, scaleOf } from './probes.ts';

/** Unit roundoff of float32. */
const ROUNDOFF = 2 ** -24;

/**
 * Relative step. In float32 the two-step formula has its smallest error here: truncation falls with the fourth power of
 * the step, and what rounding adds grows with its inverse.
 */
export const STEP = 0.03;

/** At how many points noise is measured. */
const NOISE_POINTS = 8;
/** How far they lie apart: more where they lie on one tread of a function that rises in stairs, less where it bends between them. */
const NOISE_SPACINGS = [STEP / 100, STEP / 5, STEP / 2000];

/** Its multiples lie evenly between whole numbers. */
const GOLDEN_RATIO = (1 + Math.sqrt(5)) / 2;

/** How far a directional derivative lies from what the gradient says, and how much of that rounding can explain. */
export interface Residual {
  readonly value: number;
  readonly noise: number;
  /** How far off the derivative of the smaller step alone would be. */
  readonly bend: number;
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
  #roundingError: number;
  #noise: 'assumed' | 'measured' | 'raised' = 'assumed';

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
    return this.#extrapolated(this.#centralResidual(direction, step), direction, step);
  }

  /**
   * The same, by the smaller step alone where that agrees: half the runs, for a function that is known not to bend along such directions.
   * @param bound what it may be off by, beside noise
   */
  straightResidual(direction: Int8Array, bound: number): Residual {
    const near = this.#centralResidual(direction, STEP);
    const noise = this.#roundingError / STEP;
    return Math.abs(near) <= bound + 4 * noise
      ? { value: near, noise, bend: 0 }
      : this.#extrapolated(near, direction, STEP);
  }

  /** Whether the noise was found to be more than what the result's own rounding explains. */
  get isNoisy(): boolean {
    return this.#noise === 'raised';
  }

  /**
   * Measures the noise where differences are taken, once an input. It is more than the rounding of the result where something cancels inside,
   * as it does near the minimum of a loss; what was assumed is then raised to it.
   */
  measureNoise(direction: Int8Array): void {
    if (this.#noise !== 'assumed') return;
    this.#noise = 'measured';
    // Some functions are constant along a direction of signs, a softmax where all of them are equal: nothing of their noise shows there.
    const uneven = Float32Array.from(direction, (sign, i) => sign * (0.5 + ((i * GOLDEN_RATIO) % 1)));
    for (const [along, side] of [
      [direction, STEP],
      [uneven, -STEP],
    ] as const) {
      const noise = this.#noiseAt(along, side);
      if (noise === undefined || noise <= this.#roundingError) continue;
      this.#noise = 'raised';
      this.#roundingError = noise;
    }
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

  #noiseAt(direction: ArrayLike<number>, at: number): number | undefined {
    for (const spacing of NOISE_SPACINGS) {
      const given = new Set<number>();
      const along = Array.from({ length: NOISE_POINTS }, (_, i) => {
        const moved = this.#moved(direction, at + (i - NOISE_POINTS / 2) * spacing);
        const value = this.#projected(moved, true);
        given.add(value);
        return value - this.#expected(moved, this.#values);
      });
      const noise = given.size > NOISE_POINTS / 2 ? noiseIn(along) : undefined;
      if (noise !== undefined) return noise;
    }
    return undefined;
  }

  #extrapolated(near: number, direction: Int8Array, step: number): Residual {
    const far = this.#centralResidual(direction, 2 * step);
    // Richardson: the errors of second order in the step cancel.
    const value = (4 * near - far) / 3;
    return { value, noise: (1.5 * this.#roundingError) / step, bend: Math.abs(value - near) };
  }

  #centralResidual(direction: Int8Array, step: number): number {
    const ahead = this.#moved(direction, step);
    const behind = this.#moved(direction, -step);
    // What counts is the step that was really taken: float32 rounds every sum.
    const expected = this.#expected(ahead, behind);
    return (this.#projected(ahead, true) - this.#projected(behind, true) - expected) / (2 * step);
  }

  /** What the gradient says of the way from one point to another. */
  #expected(to: Float32Array, from: Float32Array): number {
    const { gradient } = this.#input;
    let total = 0;
    for (let i = 0; i < gradient.length; i++) total += (gradient[i] ?? 0) * ((to[i] ?? 0) - (from[i] ?? 0));
    return total;
  }

  #moved(direction: ArrayLike<number>, step: number): Float32Array {
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

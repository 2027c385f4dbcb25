/** A half of an input that never reaches an output, as data. */
export interface IgnoredHalf {
  readonly input: string;
  readonly axis: number;
  /** Positions along the axis, from and up to but without. */
  readonly from: number;
  readonly to: number;
  readonly of: number;
}

/** What one output does when the input is another one, as data. */
export interface OutputReaction {
  /** Empty where there is only one. */
  readonly output: string;
  readonly shape: readonly number[];
  /** The smallest and the largest element. */
  readonly range: readonly [min: number, max: number];
  /** The largest change that any other input made. */
  readonly largest: number;
  /** What rounding alone may change. */
  readonly noise: number;
  /** The inputs that change it. */
  readonly by: readonly string[];
}

/** What the outputs do when the inputs are other ones, as data. */
export interface DependsOnInputDetails {
  readonly outputs: readonly OutputReaction[];
  /** Inputs that change no output. */
  readonly ignored: readonly string[];
  /** Of the ignored ones, those that change an output in training. */
  readonly onlyInTraining: readonly string[];
  /** Halves of inputs that never reach an output, though the other half does. */
  readonly ignoredHalves: readonly IgnoredHalf[];
  /** Inputs that change the output only once a weight is another one: it starts at zero, and is to be trained. */
  readonly onceTrained: readonly string[];
  /** The other contents that were tried. */
  readonly tried: readonly string[];
}

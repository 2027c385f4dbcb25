import type { Interval } from './attainable-range.ts';
import type { Demand } from './loss-demands.ts';
import type { Origin } from './trace.ts';

/** What is wrong with an output. */
export type RangeProblem =
  /** Values that must not be. */
  | 'outside'
  /** Rows of the last axis that do not sum to what they should. */
  | 'sums'
  /** Targets that no weights can make the model reach. */
  | 'unattainable'
  /** A softmax whose loss applies another one. */
  | 'softmax before logits'
  /** Rows that sum to one, though several labels of a row may hold. */
  | 'exclusive';

/** One output that does not fit, as data. */
export interface RangeFinding {
  /** Empty where there is only one. */
  readonly output: string;
  readonly problem: RangeProblem;
  /** What the loss takes; `undefined` where the user said the range. */
  readonly demand: Demand | undefined;
  /** Of what was predicted: values, or sums. */
  readonly seen: Interval;
  /** What it should be: values, or sums. */
  readonly expected: Interval;
  /** Of all elements or rows, or of the targets that can't be reached. */
  readonly share: number;
  /** What bounds the output. */
  readonly origin: Origin | undefined;
}

/** What was found, as data. */
export interface OutputRangeDetails {
  readonly findings: readonly RangeFinding[];
  /** What the loss takes, for each output of which that could be told. */
  readonly demands: readonly { readonly output: string; readonly demand: Demand }[];
}

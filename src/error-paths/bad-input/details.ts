import type { BadInputKind } from '../../arbitraries/data/spoil.ts';
import type { Seed } from '../../random/generator.ts';
import type { Unclear } from './clarity.ts';

/** What a function does that is wrong with bad input. */
export type BadInputProblem =
  | 'is accepted'
  | Unclear
  /** Tensors of its own are left when it throws. */
  | 'leaves tensors behind'
  /** Weights are others when it throws. */
  | 'changes state first';

/** A bad input that is not met as it should be, as simple as it gets. */
export interface BadInputFinding {
  readonly problem: BadInputProblem;
  /** What is wrong with the input. */
  readonly wrong: BadInputKind;
  readonly detail: string;
  /** Which of the arguments it is, from 0, and what it is called. */
  readonly at: number;
  readonly argument: string;
  /** The bad one, e.g. `float32[1, 4] zeros`. */
  readonly input: string;
  /** All that the function was called with. */
  readonly inputs: readonly string[];
  /** What came of it: what was returned, or thrown. */
  readonly outcome: string;
  /** Where it was thrown, or where the tensors that are left were made. */
  readonly line: string | undefined;
}

/** How a function meets bad input, as data. */
export interface RejectsBadInputDetails {
  readonly signature: string;
  readonly findings: readonly BadInputFinding[];
  /** The kinds of bad input that the signature admits, and how many calls were made with them. */
  readonly kinds: readonly BadInputKind[];
  readonly calls: number;
  /** Those that may be accepted. */
  readonly allowed: readonly BadInputKind[];
  readonly seed: Seed;
}

import type { FaultKind } from '../../errors.ts';
import type { Seed } from '../../random/generator.ts';

/** What a program does that is wrong when something below it fails. */
export type FaultProblem =
  /** It returns as if nothing had happened, with nothing done. */
  | 'swallows the error'
  /** It returns something else than it does without the fault. */
  | 'makes it a result'
  /** Another error comes out, of code that stumbled over the first. */
  | 'masks the error'
  /** It comes out where nobody catches it: an `'error'` event without a listener, a promise that nobody awaits. */
  | 'is uncaught'
  | 'never ends'
  | 'leaks'
  /** A file is neither what it was nor what it should become. */
  | 'tears a file'
  /** A file stays that is part of neither. */
  | 'leaves a file'
  /** The next call fails. */
  | 'does not recover'
  /** Weights, an optimizer or a set of files are half old, half new. Only where it is claimed that they aren't. */
  | 'changes half';

/** One problem, with one fault. */
export interface FaultFinding {
  readonly problem: FaultProblem;
  readonly kind: FaultKind;
  /** The how many-th of its kind in the run, from 1, and what it was. */
  readonly call: number;
  readonly operation: string;
  /** Which of the inputs. */
  readonly input: number;
  /** What came of it, in words. */
  readonly outcome: string;
  readonly line: string | undefined;
}

/** How many calls of a kind a run makes, and how many of them were made to fail. */
export interface FaultCount {
  readonly calls: number;
  readonly failed: number;
}

/** What a program does under injected faults, as data. */
export interface SurvivesFaultsDetails {
  readonly findings: readonly FaultFinding[];
  readonly faults: Readonly<Record<FaultKind, FaultCount>>;
  /** Faults after which a right result came out all the same: it was tried again, or did without. */
  readonly recovered: number;
  /** Errors that came out without the one that caused them among their causes. */
  readonly withoutCause: number;
  /** What TensorFlow.js itself leaves, which no program can help: it is not counted among the findings. */
  readonly tensorflow: {
    readonly tensors: number;
    readonly leaking: number;
    /** Faults after which weights or optimizers are half old, half new. */
    readonly halfChanged: number;
  };
  readonly atomic: boolean;
  readonly seed: Seed;
}

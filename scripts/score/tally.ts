import type { AnyTwins } from '../../fixtures/faults/programs/define-twins.ts';
import { DETECTORS, type Detector } from './detectors.ts';
import { accuses, type Outcome } from './outcome.ts';
import type { TwinRun } from './take.ts';

/** What one column says of one pair of programs. */
export interface Verdict {
  /** Of the faulty runs at least 95 % fail, and every clean one passes. */
  readonly isCaught: boolean;
  readonly faultyRuns: number;
  readonly faultyAccused: number;
  /** Clean runs that did not pass. */
  readonly cleanAccused: number;
  /** What was said of the first faulty run that was accused. */
  readonly said: string | undefined;
  /** What was said of the first run that crashed, and of the first clean run that did not pass. */
  readonly trouble: string | undefined;
}

/** A pair, and what each column says of it. */
export interface Row {
  readonly twins: AnyTwins;
  readonly verdicts: Readonly<Record<Detector, Verdict>>;
}

/** The share of faulty runs that must fail. */
const LEAST_SHARE = 0.95;

/** Adds up the runs of a pair. */
export function tally(twins: AnyTwins, runs: readonly TwinRun[]): Row {
  const verdicts = Object.fromEntries(
    DETECTORS.map((detector) => [detector, verdictOf(detector, runs)]),
  ) as Record<Detector, Verdict>; // one for each
  return { twins, verdicts };
}

/** What a column says, from what it said of each run. */
export function verdictOf(detector: Detector, runs: readonly TwinRun[]): Verdict {
  const of = (variant: TwinRun['variant']): Outcome[] =>
    runs.filter((run) => run.variant === variant).map(({ outcomes }) => outcomes[detector]);
  const [faulty, clean] = [of('faulty'), of('clean')];
  const accused = faulty.filter(accuses);
  const notPassed = clean.filter(({ kind }) => kind !== 'passed');
  const crashed = faulty.filter(({ kind }) => kind === 'crashed');
  return {
    isCaught: faulty.length > 0 && accused.length >= LEAST_SHARE * faulty.length && notPassed.length === 0,
    faultyRuns: faulty.length,
    faultyAccused: accused.length,
    cleanAccused: notPassed.length,
    said: accused[0]?.message,
    trouble: [...notPassed, ...crashed][0]?.message,
  };
}

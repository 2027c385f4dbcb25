import { readFileSync } from 'node:fs';
import type { Failure, Place, TestOutcome, TwinOutcome } from './run-twins.ts';

/** An expectation or a contract that failed: what a test is there to find. */
export interface Accusation {
  /** What spoke up: a matcher, e.g. `toBeAllClose`, or an error of the library, e.g. `InteractionError`. */
  readonly by: string;
  readonly test: TestOutcome | undefined;
  readonly failure: Failure;
}

/** What the suite says of a twin. */
export interface Verdict {
  readonly outcome: TwinOutcome;
  /** In the order of the suite; those outside of any test come last. */
  readonly accusations: readonly Accusation[];
  /** Failures for another reason: a crash finds no fault, it is a defect of the suite or of the library. */
  readonly crashes: readonly Failure[];
  /** From the beginning of the suite to the end of the first test that accuses, in milliseconds. */
  readonly caughtAfter: number | undefined;
  /** A fault is caught, or the sound project is acquitted. */
  readonly right: boolean;
}

/** The matcher that is called at a place of the suite; the column of an error is that of the call. */
function matcherAt(place: Place | undefined): string | undefined {
  if (place === undefined) return undefined;
  const lines = readFileSync(place.file, 'utf8').split('\n');
  const rest = lines[place.line - 1]?.slice(place.column - 1) ?? '';
  return /^\.?(to[A-Z]\w*)\s*\(/.exec(rest)?.[1];
}

/**
 * Says what spoke up in a failure.
 * @param failure an error as Vitest reports it
 * @returns a matcher or a typed error of the library; `undefined` for a crash
 */
export function accuser(failure: Failure): string | undefined {
  if (failure.matcher !== undefined) return failure.matcher;
  if (failure.code === 'TP_CONTRACT' || failure.code === 'TP_INTERACTION') return failure.name;
  if (failure.name === 'AssertionError') return matcherAt(failure.place) ?? 'expect';
  return undefined;
}

/**
 * Judges a twin by what its suite reported.
 * @param outcome the suite on one twin
 * @returns a fault is right when an expectation or a contract caught it, the sound project when nothing failed and
 *   every test ran
 */
export function judge(outcome: TwinOutcome): Verdict {
  const failures = [
    ...outcome.tests.flatMap((test) => test.failures.map((failure) => ({ test, failure }))),
    ...outcome.failuresOutside.map((failure) => ({ test: undefined, failure })),
  ];
  const accusations: Accusation[] = [];
  const crashes: Failure[] = [];
  for (const { test, failure } of failures) {
    const by = accuser(failure);
    if (by === undefined) crashes.push(failure);
    else accusations.push({ by, test, failure });
  }
  const allPassed = outcome.tests.length > 0 && outcome.tests.every(({ state }) => state === 'passed');
  return {
    outcome,
    accusations,
    crashes,
    caughtAfter: timeUntil(accusations[0]?.test, outcome.tests),
    right: outcome.twin.fault === undefined ? allPassed && failures.length === 0 : accusations.length > 0,
  };
}

function timeUntil(accusing: TestOutcome | undefined, tests: readonly TestOutcome[]): number | undefined {
  if (accusing === undefined) return undefined;
  const ran = tests.slice(0, tests.indexOf(accusing) + 1);
  return ran.reduce((sum, { duration }) => sum + duration, 0);
}

import type { Clean } from '../../fixtures/faults/programs/clean/define-clean.ts';
import type { AnyTwins, Variant } from '../../fixtures/faults/programs/define-twins.ts';
import { defaultCall } from './default-call.ts';
import { judge, type Outcomes } from './detectors.ts';
import { meet } from './expectation.ts';
import { undisturbing } from './fresh.ts';
import type { Outcome } from './outcome.ts';

/** What all detectors say of one program. */
export interface TwinRun {
  readonly variant: Variant;
  readonly seed: number;
  readonly outcomes: Outcomes;
}

/** What the default call says of a program that must not be accused. */
export interface CleanRun {
  readonly seed: number;
  readonly outcome: Outcome;
}

/** Looks at both programs of a pair, over the seeds. */
export async function takeTwins(twins: AnyTwins, seeds: readonly number[]): Promise<TwinRun[]> {
  const runs: TwinRun[] = [];
  for (const seed of seeds) {
    for (const variant of ['clean', 'faulty'] as const) {
      runs.push({ variant, seed, outcomes: await judge(twins, variant, seed) });
    }
  }
  return runs;
}

/** Looks at a sound program, over the seeds. */
export async function takeClean({ build }: Clean, seeds: readonly number[]): Promise<CleanRun[]> {
  const runs: CleanRun[] = [];
  for (const seed of seeds) {
    const make = async (): Promise<Awaited<ReturnType<Clean['build']>>> => build();
    const outcome = await undisturbing(seed, make, (program) => meet(defaultCall(program)));
    runs.push({ seed, outcome });
  }
  return runs;
}

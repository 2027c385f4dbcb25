import type { AnyTwins, StartedProgram, Variant } from '../../fixtures/faults/programs/define-twins.ts';
import { handWrittenShapes, shapesOf, type KnownShapes } from './baselines/hand-written-shapes.ts';
import { mltest } from './baselines/mltest.ts';
import { tfjsAlone } from './baselines/tfjs-alone.ts';
import { defaultCall } from './default-call.ts';
import { meet } from './expectation.ts';
import { undisturbing } from './fresh.ts';
import type { Outcome } from './outcome.ts';

/** What the columns of the score stand for. */
export const DETECTORS = ['default', 'aimed', 'tfjs', 'shapes', 'mltest'] as const;

/** A column of the score. */
export type Detector = (typeof DETECTORS)[number];

/** What each column says of one program. */
export type Outcomes = Readonly<Record<Detector, Outcome>>;

/**
 * Lets each detector look at a program of its own, made from the same seed.
 * @returns what each says of it
 */
export async function judge(twins: AnyTwins, variant: Variant, seed: number): Promise<Outcomes> {
  const on = <Result>(which: Variant, look: (started: StartedProgram) => Promise<Result>): Promise<Result> =>
    undisturbing(seed, () => twins.start(which), look);
  const known: KnownShapes = await on('clean', ({ program }) => shapesOf(program));
  return {
    default: await on(variant, ({ program }) => meet(defaultCall(program))),
    aimed: await on(variant, ({ aim, isNegated }) => {
      const [received, ...args] = aim();
      return meet({ matcher: twins.aimedMatcher, received, args, isNegated });
    }),
    tfjs: await on(variant, ({ program }) => tfjsAlone(program)),
    shapes: await on(variant, ({ program }) => handWrittenShapes(program, known)),
    mltest: await on(variant, ({ program }) => mltest(program)),
  };
}

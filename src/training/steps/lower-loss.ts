import { tidy } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../../checks/check-result.ts';
import { requireOptions } from '../../checks/options.ts';
import type { TakenGradient } from '../../engine/gradient-calls.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed, seeded } from '../../random/seeded.ts';
import { alongGradient } from './along-gradient.ts';
import { climbingOf } from './climbing.ts';
import type { LowerLossDetails } from './lower-loss-details.ts';
import { lowerLossMessage } from './lower-loss-message.ts';
import { requireStep, requireSteps, takeStep } from './movement.ts';
import { stepLosses, takesNoGradient } from './step-losses.ts';

/** How a step is looked at. */
export interface LowerLossOptions {
  /** How many steps are taken. @defaultValue 24 */
  readonly steps?: number | undefined;
  /** Of the randomness in the step and in its loss. @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/** Of a loss that moves and is finite, each variable's part can be told. */
const MOVING: ReadonlySet<LowerLossDetails['verdict']> = new Set(['falls', 'unclear', 'rises', 'overshoots']);
/** In how many parts the steps are taken; the loss is computed after each. */
const PARTS = 4;
/** A loss that has grown by so much has left where it was, whatever batches the steps drew. */
const GROWN = 2;
/** As few digits of float32 can be told from rounding. */
const ROUNDING = 1e-6;
/** A step of a usual size that lowers the loss by less than this share says that it is at rest. */
const LEAST_FALL = 1e-3;
/** Steps that together lower it by less than this share of what one usual step does have not begun to train. */
const CRAWLS = 0.01;
/** A loss that is higher than it was by this share, whenever it is looked at, is overshot. */
const OVERSHOT = 0.05;
/** By how much more a loss falls in the last part than in the first when nothing holds it. */
const FASTER = 1.5;

/**
 * Checks that training steps lower the loss that they differentiate: on the data of the first step, with the same random draws each
 * time. All that the steps changed is put back.
 *
 * One that wavers is not accused, nor are several losses that are trained against each other. A loss that hardly falls, or no longer does, or is higher than
 * before, is held against one step of a known size along its gradient; and each variable against its own gradient, since the loss may fall
 * though one of them climbs.
 * @param step takes one training step; may be asynchronous
 * @param where who checks, as an error names it
 * @returns fails when the loss rises, stays as it was or nearly so, becomes NaN or an infinity, or runs away below zero, and for a variable
 *   that moves up its gradient
 * @throws SubjectError for what is no function, and for a step that differentiates no loss; ArgumentError for options that can't be
 * used; and what `step` throws
 * @example
 * const weight = tf.variable(tf.ones([3]));
 * const optimizer = tf.train.sgd(0.1);
 * const check = await checkLowerLoss(() => optimizer.minimize(() => weight.square().sum()));
 * check.pass; // true
 */
export async function checkLowerLoss(
  step: () => unknown,
  options: LowerLossOptions = {},
  where = 'checkLowerLoss',
): Promise<CheckResult<LowerLossDetails>> {
  const run = requireStep(step, where);
  const given = requireOptions(options, ['steps', 'seed'], where);
  const steps = requireSteps(given.steps ?? 24, where);
  const seed = requireSeed(given.seed ?? 0, where);
  const { taken, thrown, release } = await stepLosses(run, seed);
  try {
    if (thrown !== undefined) throw thrown.error;
    const [first, ...others] = taken;
    if (first === undefined) throw takesNoGradient(where);
    const isAlone = others.length === 0;
    const { losses, atEnd } = await lossesOver(run, first, steps, { seed, isAlone });
    const usual = isAlone ? await usualStep(first, seed) : undefined;
    const verdict =
      !isAlone && losses.every(Number.isFinite) ? 'unclear' : verdictOn(losses, usual?.fall, atEnd?.fall);
    const climbing = isAlone && MOVING.has(verdict) ? await climbingOf(run, seed) : [];
    const details: LowerLossDetails = { steps, losses, verdict, usual, atEnd, climbing };
    const pass = (verdict === 'falls' || verdict === 'unclear') && climbing.length === 0;
    return { pass, details, message: () => lowerLossMessage(details) };
  } finally {
    release();
  }
}

/** The losses before, in between and after, and what a step of a usual size would do at the end. */
async function lossesOver(
  step: () => unknown,
  first: TakenGradient,
  steps: number,
  { seed, isAlone }: { readonly seed: Seed; readonly isAlone: boolean },
): Promise<{ readonly losses: readonly number[]; readonly atEnd: LowerLossDetails['atEnd'] }> {
  const compute = (): number =>
    seeded(seed, () => {
      let value = NaN;
      tidy(() => {
        value = first.loss().dataSync()[0] ?? NaN;
      });
      return value;
    });
  return undisturbed(seed, async () => {
    const losses = [compute()];
    for (let i = 0; i < steps; i++) {
      await takeStep(step);
      if (i + 1 === Math.ceil((losses.length * steps) / PARTS)) losses.push(compute());
    }
    const mayStall = isAlone && losses.length > PARTS && losses.every(Number.isFinite);
    return { losses, atEnd: mayStall ? await usualStep(first, seed) : undefined };
  });
}

/** What a step of a usual size does, where it lowers the loss by more than a loss at rest can be lowered. */
async function usualStep(first: TakenGradient, seed: Seed): Promise<LowerLossDetails['usual']> {
  const along = await alongGradient(first, seed);
  if (along === undefined || !(along.fall > LEAST_FALL * Math.abs(along.start))) return undefined;
  return { fall: along.fall, share: along.share };
}

/** @param usual by how much a step of a usual size lowers the loss at the start, @param atEnd and at the end */
function verdictOn(
  losses: readonly number[],
  usual: number | undefined,
  atEnd: number | undefined,
): LowerLossDetails['verdict'] {
  if (!losses.every(Number.isFinite)) return 'diverges';
  const [start = 0, end = 0] = [losses[0], losses.at(-1)];
  const size = Math.max(...losses.map(Math.abs));
  const falls = losses.slice(1).map((loss, i) => (losses[i] ?? loss) - loss);
  const [firstFall = 0, lastFall = 0] = [falls[0], falls.at(-1)];
  if (Math.max(...losses) - Math.min(...losses) <= ROUNDING * size) return 'flat';
  const lowest = Math.min(...losses.slice(1));
  if (
    usual !== undefined &&
    Math.abs(start - lowest) < CRAWLS * usual &&
    Math.abs(end - start) < CRAWLS * usual
  ) {
    return 'crawls';
  }
  if (falls.every((fall) => fall < 0) && end - start > (GROWN - 1) * Math.abs(start)) return 'rises';
  if (usual !== undefined && lowest > start + OVERSHOT * Math.abs(start)) return 'overshoots';
  if (end < 0 && firstFall > 0 && lastFall > FASTER * firstFall && falls.every((fall) => fall > 0))
    return 'runs away';
  const later = falls.slice(1);
  if (atEnd !== undefined && later.every((fall) => Math.abs(fall) < CRAWLS * atEnd)) return 'stalls';
  return end < start ? 'falls' : 'unclear';
}

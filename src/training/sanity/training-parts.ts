import { undisturbed } from '../../engine/undisturbed.ts';
import { checkLeaks } from '../../memory/leaks.ts';
import type { Seed } from '../../random/generator.ts';
import { checkFrozen } from '../steps/frozen.ts';
import { checkLowerLoss } from '../steps/lower-loss.ts';
import type { StepWeight, Trained } from '../steps/step-weights.ts';
import { checkUpdates } from '../steps/updates.ts';
import type { PartResult, SanityPart } from './part.ts';

/** A training step, whoever takes it. */
export interface TrainingContext {
  readonly step: () => unknown;
  /** What it trains. */
  readonly trained: Trained;
  readonly weights: readonly StepWeight[];
  readonly seed: Seed;
}

export const updatesVariables: SanityPart<TrainingContext> = {
  check: 'toUpdateVariables',
  appliesTo: ({ weights }) => weights.some(({ shouldMove }) => shouldMove),
  run: ({ step, trained, seed }) => checkUpdates(step, trained, { seed }),
};

export const keepsFrozen: SanityPart<TrainingContext> = {
  check: 'toKeepFrozen',
  appliesTo: ({ weights }) => weights.some(({ shouldMove }) => !shouldMove),
  run: ({ step, weights, seed }) => {
    const frozen = weights.filter(({ shouldMove }) => !shouldMove);
    return checkFrozen(
      step,
      frozen.map(({ variable }) => variable),
      { seed },
    );
  },
};

export const leaksNoTensors: SanityPart<TrainingContext> = {
  check: 'toLeakNoTensors',
  run: ({ step, seed }) => undisturbed(seed, () => checkLeaks(step)),
};

/** Times the usual number of steps, after which a loss without a floor has shown that it has none. */
const FAR = 4;
/** A loss that falls at the end by this share of what it fell at first is on its way to a floor. */
const SLOWING = 0.5;

/**
 * A loss that stays as it was, and that no step along its gradient lowers, has converged. One that falls as fast as it did is followed
 * further, where there is time.
 */
export async function lowersLossOrRests(
  { step, steps, seed }: Pick<TrainingContext, 'step' | 'seed'> & { readonly steps: number | undefined },
  remaining: number,
): Promise<PartResult> {
  const start = performance.now();
  const check = await checkLowerLoss(step, { seed, steps });
  const { verdict, losses, usual } = check.details;
  // Where not a bit of it changes, what should move does not: most often that is found elsewhere.
  const isConsequence = losses.every((loss) => loss === losses[0]);
  if (verdict === 'flat') return { ...check, pass: usual === undefined, isConsequence };
  const time = performance.now() - start;
  if (!check.pass || verdict !== 'falls' || !keepsFalling(losses) || FAR * time > remaining) return check;
  const further = await checkLowerLoss(step, { seed, steps: FAR * check.details.steps });
  return further.details.verdict === 'runs away' ? further : check;
}

function keepsFalling(losses: readonly number[]): boolean {
  const falls = losses.slice(1).map((loss, i) => (losses[i] ?? loss) - loss);
  const [first = 0, last = 0] = [falls[0], falls.at(-1)];
  return last > SLOWING * first;
}

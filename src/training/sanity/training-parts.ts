import type { CheckResult } from '../../checks/check-result.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import { checkLeaks } from '../../memory/leaks.ts';
import type { Seed } from '../../random/generator.ts';
import { checkFrozen } from '../steps/frozen.ts';
import { checkLowerLoss, type LowerLossDetails } from '../steps/lower-loss.ts';
import type { StepWeight, Trained } from '../steps/step-weights.ts';
import { checkUpdates } from '../steps/updates.ts';
import type { SanityPart } from './part.ts';

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

/** A loss that stays as it was may be one that has converged; what else it may be, other parts find. */
export async function lowersLossOrRests({
  step,
  steps,
  seed,
}: Pick<TrainingContext, 'step' | 'seed'> & { readonly steps: number | undefined }): Promise<
  CheckResult<LowerLossDetails>
> {
  const check = await checkLowerLoss(step, { seed, steps });
  return check.details.verdict === 'flat' ? { ...check, pass: true } : check;
}

import type { CheckResult } from '../../checks/check-result.ts';
import { checkLowerLoss, type LowerLossDetails } from '../steps/lower-loss.ts';
import { checkStepGradients } from './step-gradcheck.ts';
import type { SanityPart } from './part.ts';
import type { StepContext } from './step-context.ts';
import { checkStepFlow } from './step-flow.ts';
import { keepsFrozen, leaksNoTensors, updatesVariables } from './training-parts.ts';

const flows: SanityPart<StepContext> = {
  check: 'toHaveGradientFlow',
  run: ({ taken, trained, weights, seed }) =>
    checkStepFlow(
      taken,
      trained,
      weights.map(({ variable }) => variable),
      seed,
    ),
};

const passesGradcheck: SanityPart<StepContext> = {
  check: 'toPassGradcheck',
  isSlow: true,
  run: ({ taken, weights, seed }) => checkStepGradients(taken, weights, seed),
};

/** Causes before their consequences. */
export const stepParts: readonly SanityPart<StepContext>[] = [
  flows,
  passesGradcheck,
  updatesVariables,
  keepsFrozen,
  leaksNoTensors,
  { check: 'toLowerLoss', isSlow: true, run: lowersLoss },
];

/** A loss that stays as it was may be one that has converged; what else it may be, the other parts find. */
async function lowersLoss({ step, steps, seed }: StepContext): Promise<CheckResult<LowerLossDetails>> {
  const check = await checkLowerLoss(step, { seed, steps });
  return check.details.verdict === 'flat' ? { ...check, pass: true } : check;
}

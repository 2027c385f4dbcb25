import { checkStepGradients } from './step-gradcheck.ts';
import type { SanityPart } from './part.ts';
import type { StepContext } from './step-context.ts';
import { checkStepFlow } from './step-flow.ts';
import { keepsFrozen, leaksNoTensors, lowersLossOrRests, updatesVariables } from './training-parts.ts';

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
  { check: 'toLowerLoss', isSlow: true, run: lowersLossOrRests },
];

import type { Tensor } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../../checks/check-result.ts';
import { checkBroadcastOnPurpose, checkStayFinite } from '../inside/index.ts';
import { checkStepGradients } from './step-gradcheck.ts';
import type { SanityPart } from './part.ts';
import type { StepContext } from './step-context.ts';
import { checkStepFlow } from './step-flow.ts';
import { checkStepModes, checkStepNoise, modelsOf } from './step-noise.ts';
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

const broadcastsOnPurpose: SanityPart<StepContext> = {
  check: 'toBroadcastOnPurpose',
  run: ({ taken, seed }) => worstOf(taken, (loss) => checkBroadcastOnPurpose(loss, undefined, { seed })),
};

const staysFinite: SanityPart<StepContext> = {
  check: 'toStayFinite',
  run: ({ taken, seed }) => worstOf(taken, (loss) => checkStayFinite(loss, undefined, { seed })),
};

const drawsAnew: SanityPart<StepContext> = {
  check: 'toBeDeterministic',
  run: ({ taken, seed }) => checkStepNoise(taken, seed),
};

const agreesAcrossModes: SanityPart<StepContext> = {
  check: 'toAgreeAcrossModes',
  appliesTo: ({ trained }) => modelsOf(trained).length > 0,
  run: ({ taken, trained, seed }) => checkStepModes(taken, trained, seed),
};

/** The first loss in which something was found. */
async function worstOf(
  taken: StepContext['taken'],
  check: (loss: () => Tensor) => Promise<CheckResult<unknown>>,
): Promise<CheckResult<unknown>> {
  const [first, ...others] = taken;
  let found = await check(first.loss);
  for (const { loss } of others) if (found.pass) found = await check(loss);
  return found;
}

/** Causes before their consequences. */
export const stepParts: readonly SanityPart<StepContext>[] = [
  broadcastsOnPurpose,
  drawsAnew,
  agreesAcrossModes,
  staysFinite,
  flows,
  ofSteps(passesGradcheck),
  ofSteps(updatesVariables),
  ofSteps(keepsFrozen),
  ofSteps(leaksNoTensors),
  ofSteps({ check: 'toLowerLoss', isSlow: true, run: lowersLossOrRests }),
];

/** What takes steps has nothing to say about one that throws. */
function ofSteps(part: SanityPart<StepContext>): SanityPart<StepContext> {
  return {
    ...part,
    appliesTo: (context) => context.thrown === undefined && (part.appliesTo?.(context) ?? true),
  };
}

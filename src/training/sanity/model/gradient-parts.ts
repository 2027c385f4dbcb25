import { undisturbed } from '../../../engine/undisturbed.ts';
import { checkGradientFlow } from '../../../gradients/flow/gradient-flow.ts';
import { checkModelGradients } from '../../../gradients/model-gradcheck.ts';
import { fewWeights } from '../few-weights.ts';
import type { ModelContext } from '../model-context.ts';
import type { SanityPart } from '../part.ts';
import { unlessInconclusive } from '../step-gradcheck.ts';
import { lowersLossOrRests } from '../training-parts.ts';

export const flows: SanityPart<ModelContext> = {
  check: 'toHaveGradientFlow',
  run: ({ subject, batch, loss, seed }) => checkGradientFlow(subject, batch, { loss, seed }),
};

export const passesGradcheck: SanityPart<ModelContext> = {
  check: 'toPassGradcheck',
  isSlow: true,
  appliesTo: ({ trainee }) => trainee.kind !== 'function',
  run: async ({ subject, trainee, batch, loss, seed }) => {
    const trainable = trainee.weights.filter((weight) => weight.trainable);
    const few = await undisturbed(seed, () => fewWeights(trainable, () => trainee.loss(batch, true)));
    const wrt = few.map(({ variable }) => variable);
    return unlessInconclusive(await checkModelGradients(subject, batch, { loss, seed, wrt }));
  },
};

/** How far a step moves says something only where it is the user's own. */
export const ofOwnStep = (part: SanityPart<ModelContext>): SanityPart<ModelContext> => ({
  ...part,
  appliesTo: (context) => context.isOwnStep && (part.appliesTo?.(context) ?? true),
});

export const lowersLoss: SanityPart<ModelContext> = {
  check: 'toLowerLoss',
  isSlow: true,
  appliesTo: ({ isOwnStep }) => isOwnStep,
  run: ({ step, steps, seed }, remaining) => lowersLossOrRests({ step, steps, seed }, remaining),
};

import { undisturbed } from '../../engine/undisturbed.ts';
import { checkGradientFlow } from '../../gradients/flow/gradient-flow.ts';
import { checkModelGradients } from '../../gradients/model-gradcheck.ts';
import { checkSaneInputs } from '../data/index.ts';
import {
  checkBroadcastOnPurpose,
  checkDeclaredShapes,
  checkHealthyActivations,
  checkNoEmptyTensors,
  checkStayFinite,
} from '../inside/index.ts';
import {
  checkBatchSizeInvariance,
  checkDependsOnLabels,
  checkLowestAtTarget,
  checkOverfitBatch,
  checkStartLoss,
} from '../learning/index.ts';
import { fewWeights } from './few-weights.ts';
import type { ModelContext } from './model-context.ts';
import { NoVerdict, type SanityPart } from './part.ts';
import { keepsFrozen, leaksNoTensors, lowersLossOrRests, updatesVariables } from './training-parts.ts';

const flows: SanityPart<ModelContext> = {
  check: 'toHaveGradientFlow',
  run: ({ subject, batch, loss, seed }) => checkGradientFlow(subject, batch, { loss, seed }),
};

const passesGradcheck: SanityPart<ModelContext> = {
  check: 'toPassGradcheck',
  isSlow: true,
  appliesTo: ({ trainee }) => trainee.kind !== 'function',
  run: async ({ subject, trainee, batch, loss, seed }) => {
    const trainable = trainee.weights.filter((weight) => weight.trainable);
    const few = await undisturbed(seed, () => fewWeights(trainable, () => trainee.loss(batch, true)));
    const wrt = few.map(({ variable }) => variable);
    return checkModelGradients(subject, batch, { loss, seed, wrt });
  },
};

/** How far a step moves says something only where it is the user's own. */
const ofOwnStep = (part: SanityPart<ModelContext>): SanityPart<ModelContext> => ({
  ...part,
  appliesTo: (context) => context.isOwnStep && (part.appliesTo?.(context) ?? true),
});

/** The loss with targets and predictions, without a step of training. */
const lowestAtTarget: SanityPart<ModelContext> = {
  check: 'toBeLowestAtTarget',
  appliesTo: isComparable,
  run: ({ subject, batch, loss, seed }) => checkLowestAtTarget(subject, batch, { loss, seed }),
};

const dependsOnLabels: SanityPart<ModelContext> = {
  check: 'toDependOnLabels',
  appliesTo: ({ scene }) => scene.labelsVary,
  run: ({ subject, batch, loss, seed }) => checkDependsOnLabels(subject, batch, { loss, seed }),
};

const invariantToBatchSize: SanityPart<ModelContext> = {
  check: 'toBeInvariantToBatchSize',
  run: ({ subject, batch, loss, seed }) => checkBatchSizeInvariance(subject, batch, { loss, seed }),
};

const startsNearLoss: SanityPart<ModelContext> = {
  check: 'toStartNearLoss',
  appliesTo: isComparable,
  run: async ({ subject, batch, loss, seed }) => {
    const check = await checkStartLoss(subject, batch, { loss, seed });
    const { loss: start, expected } = check.details;
    // A model that was trained before starts below; and a little above, weights that were drawn large are sound.
    return { ...check, pass: start <= expected + (FAR_ABOVE - 1) * Math.abs(expected) };
  },
};

const hasSaneInputs: SanityPart<ModelContext> = {
  check: 'toHaveSaneInputs',
  run: ({ subject, batch, loss, seed }) => checkSaneInputs(subject, batch, { loss, seed }),
};

const hasNoEmptyTensors: SanityPart<ModelContext> = {
  check: 'toHaveNoEmptyTensors',
  run: ({ subject, batch, loss }) => checkNoEmptyTensors(subject, batch, { loss }),
};

const matchesItsDeclaredShapes: SanityPart<ModelContext> = {
  check: 'toMatchItsDeclaredShapes',
  appliesTo: ({ trainee }) => trainee.kind === 'layers',
  run: ({ subject, batch }) => checkDeclaredShapes(subject, batch),
};

const broadcastsOnPurpose: SanityPart<ModelContext> = {
  check: 'toBroadcastOnPurpose',
  run: ({ subject, batch, loss, seed }) => checkBroadcastOnPurpose(subject, batch, { loss, seed }),
};

const hasHealthyActivations: SanityPart<ModelContext> = {
  check: 'toHaveHealthyActivations',
  run: ({ subject, batch, loss, seed }) => checkHealthyActivations(subject, batch, { loss, seed }),
};

const staysFinite: SanityPart<ModelContext> = {
  check: 'toStayFinite',
  run: ({ subject, batch, loss, seed }) => checkStayFinite(subject, batch, { loss, seed }),
};

const overfitsBatch: SanityPart<ModelContext> = {
  check: 'toOverfitBatch',
  isSlow: true,
  appliesTo: isComparable,
  run: async ({ subject, batch, loss, seed }, budget) => {
    const check = await checkOverfitBatch(subject, batch, { loss, seed, budget, optimizer: 'adam' });
    const { verdict } = check.details;
    if (verdict === 'out of time') throw new NoVerdict('time was over while it trained');
    // That it takes longer, or has too few weights, is no fault.
    return { ...check, pass: verdict !== 'plateau' && verdict !== 'diverges' };
  },
};

const lowersLoss: SanityPart<ModelContext> = {
  check: 'toLowerLoss',
  isSlow: true,
  appliesTo: ({ isOwnStep }) => isOwnStep,
  run: ({ step, steps, seed }) => lowersLossOrRests({ step, steps, seed }),
};

/** Causes before their consequences. */
export const modelParts: readonly SanityPart<ModelContext>[] = [
  hasSaneInputs,
  hasNoEmptyTensors,
  matchesItsDeclaredShapes,
  broadcastsOnPurpose,
  staysFinite,
  lowestAtTarget,
  dependsOnLabels,
  startsNearLoss,
  hasHealthyActivations,
  flows,
  passesGradcheck,
  ofOwnStep(updatesVariables),
  ofOwnStep(keepsFrozen),
  leaksNoTensors,
  invariantToBatchSize,
  lowersLoss,
  overfitsBatch,
];

/** So many times the loss of a prediction that knows nothing is no start of a sound model. */
const FAR_ABOVE = 4;

function isComparable({ scene }: ModelContext): boolean {
  return scene.outputs.every(({ target }) => target !== undefined);
}

import {
  checkBatchSizeInvariance,
  checkDependsOnLabels,
  checkLowestAtTarget,
  checkOverfitBatch,
  checkStartLoss,
} from '../../learning/index.ts';
import type { ModelContext } from '../model-context.ts';
import { NoVerdict, type SanityPart } from '../part.ts';

/** So many times the loss of a prediction that knows nothing is no start of a sound model. */
const FAR_ABOVE = 4;

/** The loss with targets and predictions, without a step of training. */
export const lowestAtTarget: SanityPart<ModelContext> = {
  check: 'toBeLowestAtTarget',
  appliesTo: isComparable,
  run: ({ subject, batch, loss, task, seed }) => checkLowestAtTarget(subject, batch, { loss, task, seed }),
};

export const dependsOnLabels: SanityPart<ModelContext> = {
  check: 'toDependOnLabels',
  appliesTo: ({ scene }) => scene.labelsVary,
  run: ({ subject, batch, loss, seed }) => checkDependsOnLabels(subject, batch, { loss, seed }),
};

export const invariantToBatchSize: SanityPart<ModelContext> = {
  check: 'toBeInvariantToBatchSize',
  run: ({ subject, batch, loss, seed }) => checkBatchSizeInvariance(subject, batch, { loss, seed }),
};

export const startsNearLoss: SanityPart<ModelContext> = {
  check: 'toStartNearLoss',
  appliesTo: isComparable,
  run: async ({ subject, scene, batch, loss, task, seed }) => {
    const check = await checkStartLoss(subject, batch, { loss, task, seed });
    const { loss: start, expected, basis, isOutweighed } = check.details;
    // Weights are drawn for outputs of a size around one, however small the targets vary.
    const sound = basis === 'the mean target' ? Math.max(expected, ...ofUnitSize(scene)) : expected;
    // A model that was trained before starts below; and a little above, weights that were drawn large are sound.
    return { ...check, pass: start <= sound + (FAR_ABOVE - 1) * Math.abs(sound) && !isOutweighed };
  },
};

export const overfitsBatch: SanityPart<ModelContext> = {
  check: 'toOverfitBatch',
  isSlow: true,
  appliesTo: isComparable,
  run: async ({ subject, batch, loss, task, seed }, budget) => {
    const check = await checkOverfitBatch(subject, batch, { loss, task, seed, budget, optimizer: 'adam' });
    const { verdict } = check.details;
    if (verdict === 'out of time') throw new NoVerdict('time was over while it trained');
    // That it takes longer, or has too few weights, is no fault.
    return { ...check, pass: verdict !== 'plateau' && verdict !== 'diverges' };
  },
};

/** The loss of outputs as sound weights give them, away from the targets. */
function ofUnitSize(scene: ModelContext['scene']): number[] {
  return [-1, 0, 1]
    .map((value) =>
      scene.lossOf(new Map(scene.outputs.map((output) => [output, output.prediction.map(() => value)]))),
    )
    .filter(Number.isFinite);
}

function isComparable({ scene }: ModelContext): boolean {
  return scene.outputs.every(({ target }) => target !== undefined);
}

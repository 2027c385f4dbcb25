import type { ModelContext } from './model-context.ts';
import {
  agreesAcrossBackends,
  agreesAcrossModes,
  dependsOnInput,
  hasOutputRange,
  isBatchIndependent,
  isDeterministic,
  roundTrips,
} from './model/behaviour-parts.ts';
import { flows, lowersLoss, ofOwnStep, passesGradcheck } from './model/gradient-parts.ts';
import {
  broadcastsOnPurpose,
  hasHealthyActivations,
  hasNoEmptyTensors,
  hasSaneInputs,
  matchesItsDeclaredShapes,
  staysFinite,
} from './model/inside-parts.ts';
import {
  dependsOnLabels,
  invariantToBatchSize,
  lowestAtTarget,
  overfitsBatch,
  startsNearLoss,
} from './model/learning-parts.ts';
import type { SanityPart } from './part.ts';
import { keepsFrozen, leaksNoTensors, updatesVariables } from './training-parts.ts';

/** Causes before their consequences. */
export const modelParts: readonly SanityPart<ModelContext>[] = [
  hasSaneInputs,
  hasNoEmptyTensors,
  matchesItsDeclaredShapes,
  broadcastsOnPurpose,
  hasOutputRange,
  lowestAtTarget,
  dependsOnLabels,
  isDeterministic,
  agreesAcrossModes,
  isBatchIndependent,
  dependsOnInput,
  startsNearLoss,
  staysFinite,
  hasHealthyActivations,
  flows,
  passesGradcheck,
  ofOwnStep(updatesVariables),
  ofOwnStep(keepsFrozen),
  leaksNoTensors,
  invariantToBatchSize,
  roundTrips,
  lowersLoss,
  overfitsBatch,
  agreesAcrossBackends,
];

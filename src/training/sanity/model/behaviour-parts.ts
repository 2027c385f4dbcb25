import {
  checkAcrossModes,
  checkBatchIndependence,
  checkDependsOnInput,
  checkDeterminism,
  checkOutputRange,
  checkRoundTrip,
} from '../../behaviour/index.ts';
import type { ModelContext } from '../model-context.ts';
import type { SanityPart } from '../part.ts';

export const hasOutputRange: SanityPart<ModelContext> = {
  check: 'toHaveOutputRange',
  run: ({ subject, batch, loss, task, seed }) => checkOutputRange(subject, batch, { loss, task, seed }),
};

export const dependsOnInput: SanityPart<ModelContext> = {
  check: 'toDependOnInput',
  run: ({ subject, batch, seed }) => checkDependsOnInput(subject, batch, { seed }),
};

export const isBatchIndependent: SanityPart<ModelContext> = {
  check: 'toBeBatchIndependent',
  // One sample has no other to depend on.
  appliesTo: ({ scene }) => scene.samples >= 2,
  run: ({ subject, batch, seed }) => checkBatchIndependence(subject, batch, { seed }),
};

export const isDeterministic: SanityPart<ModelContext> = {
  check: 'toBeDeterministic',
  run: ({ subject, batch, seed }) => checkDeterminism(subject, batch, { seed }),
};

export const agreesAcrossModes: SanityPart<ModelContext> = {
  check: 'toAgreeAcrossModes',
  // A plain function has one mode.
  appliesTo: ({ trainee }) => trainee.kind === 'layers' || trainee.kind === 'module',
  run: ({ subject, batch, seed }) => checkAcrossModes(subject, batch, { seed }),
};

export const roundTrips: SanityPart<ModelContext> = {
  check: 'toRoundTrip',
  appliesTo: ({ trainee }) => trainee.kind === 'layers',
  run: ({ subject, batch, seed }) => checkRoundTrip(subject, batch, { seed }),
};

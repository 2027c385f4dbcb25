import {
  checkBroadcastOnPurpose,
  checkDeclaredShapes,
  checkHealthyActivations,
  checkNoEmptyTensors,
  checkStayFinite,
  type NonFiniteFinding,
} from '../../inside/index.ts';
import { checkSaneInputs } from '../../data/index.ts';
import type { ModelContext } from '../model-context.ts';
import type { SanityPart } from '../part.ts';

/** Where a model is certain of what it says. */
const AT_EXTREMES: ReadonlySet<NonFiniteFinding['kind']> = new Set(['zeros', 'saturated', 'predictions']);

export const hasSaneInputs: SanityPart<ModelContext> = {
  check: 'toHaveSaneInputs',
  run: ({ subject, batch, loss, task, seed }) => checkSaneInputs(subject, batch, { loss, task, seed }),
};

export const hasNoEmptyTensors: SanityPart<ModelContext> = {
  check: 'toHaveNoEmptyTensors',
  run: ({ subject, batch, loss }) => checkNoEmptyTensors(subject, batch, { loss }),
};

export const matchesItsDeclaredShapes: SanityPart<ModelContext> = {
  check: 'toMatchItsDeclaredShapes',
  appliesTo: ({ trainee }) => trainee.kind === 'layers',
  run: ({ subject, batch }) => checkDeclaredShapes(subject, batch),
};

export const broadcastsOnPurpose: SanityPart<ModelContext> = {
  check: 'toBroadcastOnPurpose',
  run: ({ subject, batch, loss, seed }) => checkBroadcastOnPurpose(subject, batch, { loss, seed }),
};

export const staysFinite: SanityPart<ModelContext> = {
  check: 'toStayFinite',
  run: async ({ subject, batch, loss, seed }) => {
    const check = await checkStayFinite(subject, batch, { loss, seed });
    // What breaks only where logits saturate and predictions are certain comes of a loss that does not fit the last activation.
    const isConsequence = check.details.findings.every(({ kind }) => AT_EXTREMES.has(kind));
    return { ...check, isConsequence };
  },
};

export const hasHealthyActivations: SanityPart<ModelContext> = {
  check: 'toHaveHealthyActivations',
  run: ({ subject, batch, loss, seed }) => checkHealthyActivations(subject, batch, { loss, seed }),
};

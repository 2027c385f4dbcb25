import { checkGradientFlow } from '../../gradients/flow/gradient-flow.ts';
import { checkModelGradients } from '../../gradients/model-gradcheck.ts';
import type { ModelContext } from './model-context.ts';
import type { SanityPart } from './part.ts';
import { keepsFrozen, leaksNoTensors, updatesVariables } from './training-parts.ts';

const flows: SanityPart<ModelContext> = {
  check: 'toHaveGradientFlow',
  run: ({ subject, batch, loss, seed }) => checkGradientFlow(subject, batch, { loss, seed }),
};

const passesGradcheck: SanityPart<ModelContext> = {
  check: 'toPassGradcheck',
  isSlow: true,
  appliesTo: ({ trainee }) => trainee.kind !== 'function',
  // The gradient of a batch's first samples is computed by the same code.
  run: ({ subject, batch, loss, seed }) => checkModelGradients(subject, batch, { loss, seed }),
};

/** How far a step moves says something only where it is the user's own. */
const ofOwnStep = (part: SanityPart<ModelContext>): SanityPart<ModelContext> => ({
  ...part,
  appliesTo: (context) => context.isOwnStep && (part.appliesTo?.(context) ?? true),
});

/** Causes before their consequences. */
export const modelParts: readonly SanityPart<ModelContext>[] = [
  flows,
  passesGradcheck,
  ofOwnStep(updatesVariables),
  ofOwnStep(keepsFrozen),
  leaksNoTensors,
];

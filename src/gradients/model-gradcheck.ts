import type { CheckResult } from '../checks/check-result.ts';
import { requireOptions } from '../checks/options.ts';
import { SubjectError } from '../errors.ts';
import { asTrainee } from '../subject/as-trainee.ts';
import { requireBatch, type Batch } from '../subject/batch.ts';
import type { Loss } from '../subject/loss.ts';
import { selectWeights, type WeightSelection } from '../subject/weight-selection.ts';
import { undisturbed } from '../engine/undisturbed.ts';
import { passesGradcheck, requireSettings, type GradcheckOptions } from './gradcheck.ts';
import type { GradcheckDetails } from './gradcheck-details.ts';
import { gradcheckMessage } from './gradcheck-message.ts';
import { judgeLoss } from './judge-loss.ts';

/** What a gradient check of a model looks at, and how closely. */
export interface ModelGradcheckOptions extends Pick<
  GradcheckOptions,
  'order' | 'probes' | 'seed' | 'rtol' | 'atol'
> {
  /** `(yTrue, yPred) => scalar`, a name that `compile` takes, or a list or map of those. @defaultValue that of a compiled model */
  readonly loss?: Loss | undefined;
  /** The weights to differentiate by: names, parts of their paths, patterns, variables, layers. @defaultValue every trainable weight */
  readonly wrt?: WeightSelection | undefined;
}

/**
 * Checks the gradient of a model's loss by each of its trainable weights against finite differences, at the values that the weights have, in
 * training mode: what an optimizer is given. Weights, moving averages and random draws are as they were afterwards.
 *
 * A loss is one float32 number, so that very small gradients drown in its rounding; those of a function's outputs are seen more closely.
 * @param model a layers model or a module
 * @param batch `{ xs, ys }`
 * @param where who checks, as an error names it
 * @returns passes when every probe of every weight agrees; `details.inputs` has one report a weight
 * @throws SubjectError for a subject or a batch that can't be used, and for no trainable weights; ArgumentError for options that can't
 * @example
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
 * const batch = { xs: tf.randomNormal([8, 3]), ys: tf.randomNormal([8, 2]) };
 * (await checkModelGradients(model, batch, { loss: 'meanSquaredError' })).pass; // true
 */
export async function checkModelGradients(
  model: unknown,
  batch: Batch,
  options: ModelGradcheckOptions = {},
  where = 'checkModelGradients',
): Promise<CheckResult<GradcheckDetails>> {
  const { loss, wrt, ...others } = requireOptions(
    options,
    ['loss', 'wrt', 'order', 'probes', 'seed', 'rtol', 'atol'],
    where,
  );
  const settings = requireSettings(others, where);
  const trainee = await asTrainee(model, loss as Loss | undefined, where); // resolved there
  const { xs, ys } = requireBatch(batch, where);
  const trained = trainee.weights.filter(({ trainable }) => trainable);
  if (trained.length === 0) {
    const actual = `${trainee.weights.length} weights, none of them trainable`;
    throw new SubjectError(`${where}: received must have trainable weights, got ${actual}.`, {
      argument: 'received',
      expected: 'trainable weights',
      actual,
      ...(trainee.kind === 'function' && {
        hint: 'for a function of tensors, hand over its inputs: [x, w].',
      }),
    });
  }
  const selected = wrt === undefined ? new Set(trained) : selectWeights(trained, wrt, where, 'wrt');
  const weights = trainee.weights.map((weight) => ({ ...weight, trainable: selected.has(weight) }));
  const { details } = await undisturbed(settings.seed, () =>
    judgeLoss(weights, () => trainee.loss({ xs, ys }, true), settings, where),
  );
  return { pass: passesGradcheck(details), details, message: () => gradcheckMessage(details) };
}

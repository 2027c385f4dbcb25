import type { CheckResult } from '../../checks/check-result.ts';
import { requireOptions } from '../../checks/options.ts';
import { SubjectError } from '../../errors.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed } from '../../random/seeded.ts';
import type { Loss } from '../../subject/loss.ts';
import type { TraineeWeight } from '../../subject/trainee.ts';
import type { FlowVerdict, GradientFlowDetails, LayerFlow, WeightFlow } from './flow-details.ts';
import { flowMessage } from './flow-message.ts';
import { flowPass, type FlowPass } from './flow-pass.ts';
import { flowSubject, type FlowSubject } from './flow-subject.ts';
import { firstNotFinite, judgeFlow } from './judge-flow.ts';
import { magnitudeOf } from './magnitude.ts';
import { selectWeights, type WeightSelection } from '../../subject/weight-selection.ts';

/** What a check of gradient flow looks at. */
export interface GradientFlowOptions {
  /** `(yTrue, yPred) => scalar`, a name that `compile` takes, or a list or map of those. @defaultValue that of a compiled model */
  readonly loss?: Loss | undefined;
  /** Weights that are meant to get none: names, parts of their paths, patterns, variables, layers. */
  readonly except?: WeightSelection | undefined;
  /** For dropout. @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/**
 * Checks that a gradient reaches every trainable weight, by watching the tape on the way back: where a weight gets none, or one that is
 * of no use, it says which operation is to blame, and where.
 *
 * Sound, and never accused: a residual branch that starts at zero, a bias before batch norm, unused rows of an embedding, a model that
 * has converged, frozen weights. The loss is that of a training step (dropout drops), without a layers model's regularizers, which
 * reach every weight whatever the data do.
 * @param subject a model; or a loss `() => scalar`
 * @param data for a model, a batch `{ xs, ys }`, which may be left out when `loss` takes no arguments; for a loss, the variables that
 *   it is to move, or a model or module that holds them; by default those that it reads
 * @param where who checks, as an error names it
 * @returns passes when every weight is healthy; `details.layers` has the norm of the gradient by layer
 * @throws SubjectError for a subject or a batch that can't be used, and for no trainable weights
 * @throws ArgumentError for options that can't be used, and for a loss that gives no scalar
 * @see Zhang et al., AutoTrainer, ICSE 2021, for the thresholds along depth
 * @example
 * const w = tf.variable(tf.ones([3]));
 * const { pass, message } = await checkGradientFlow(() => tf.round(w).sum(), [w]);
 * pass; // false: Round passes no gradient on
 */
export async function checkGradientFlow(
  subject: unknown,
  data?: unknown,
  options: GradientFlowOptions = {},
  where = 'checkGradientFlow',
): Promise<CheckResult<GradientFlowDetails>> {
  const given = requireOptions(options, ['loss', 'except', 'seed'], where);
  const seed = requireSeed(given.seed ?? 0, where);
  const flow = await flowSubject(subject, data, given.loss as Loss | undefined, where); // resolved there
  const trainable = requireTrainable(flow, where);
  const excepted =
    given.except === undefined
      ? new Set<TraineeWeight>()
      : selectWeights(flow.weights, given.except, where, 'except');
  const pass = await flowPass(flow, trainable, { seed, honest: true, values: false });
  const judged = flow.onlyRead ? readWeights(trainable, pass, where) : trainable;
  const verdicts = await judge(flow, judged, pass, seed);
  const weights = judged.map((weight): WeightFlow => {
    const verdict: FlowVerdict = excepted.has(weight)
      ? { kind: 'excepted' }
      : (verdicts.get(weight) ?? { kind: 'healthy' });
    return {
      name: weight.name,
      owner: weight.owner,
      shape: [...weight.variable.shape],
      verdict,
      gradientNorm: magnitudeOf(pass.gradients.get(weight) ?? []).norm,
      weightNorm: magnitudeOf(weight.variable.dataSync()).norm,
    };
  });
  const details = { weights, layers: byLayer(weights), loss: pass.loss, seed };
  return {
    pass: weights.every(({ verdict: { kind } }) => kind === 'healthy' || kind === 'excepted'),
    details,
    message: () => flowMessage(details),
  };
}

/** Judges, and runs once more to find the first NaN where there are any. */
async function judge(
  flow: FlowSubject,
  weights: readonly TraineeWeight[],
  pass: FlowPass,
  seed: Seed,
): Promise<ReadonlyMap<TraineeWeight, FlowVerdict>> {
  const verdicts = judgeFlow(weights, pass);
  if (![...verdicts.values()].some(({ kind }) => kind === 'not-finite')) return verdicts;
  const origin = firstNotFinite(await flowPass(flow, weights, { seed, honest: true, values: true }));
  return new Map(
    Array.from(verdicts, ([weight, verdict]) => [
      weight,
      verdict.kind === 'not-finite' ? { ...verdict, ...origin } : verdict,
    ]),
  );
}

function requireTrainable({ weights, onlyRead }: FlowSubject, where: string): TraineeWeight[] {
  const trainable = weights.filter((weight) => weight.trainable);
  if (trainable.length === 0 && onlyRead) throw readsNothing(where);
  if (trainable.length > 0) return trainable;
  const actual = weights.length === 0 ? 'none at all' : `${weights.length} weights, all frozen`;
  throw new SubjectError(`${where}: received must have trainable weights, got ${actual}.`, {
    argument: 'received',
    expected: 'trainable weights',
    actual,
    ...(weights.length === 0 && {
      hint: 'a model has weights once it is built: give its first layer an inputShape, or predict once.',
    }),
  });
}

function readWeights(
  weights: readonly TraineeWeight[],
  { trails }: FlowPass,
  where: string,
): TraineeWeight[] {
  const read = weights.filter(({ variable }) => trails.readersOf(variable.id).length > 0);
  if (read.length > 0) return read;
  throw readsNothing(where);
}

function readsNothing(where: string): SubjectError {
  return new SubjectError(`${where}: the loss is computed without any trainable variable.`, {
    argument: 'received',
    expected: 'a loss that reads trainable variables',
    actual: 'one that reads none',
    hint: 'what is computed before the loss runs is not part of its gradient.',
  });
}

function byLayer(weights: readonly WeightFlow[]): LayerFlow[] {
  const layers = new Map<string, LayerFlow>();
  for (const { owner, gradientNorm, weightNorm } of weights) {
    const known = layers.get(owner) ?? { gradientNorm: 0, weightNorm: 0, weights: 0 };
    layers.set(owner, {
      name: owner,
      gradientNorm: Math.hypot(known.gradientNorm, gradientNorm),
      weightNorm: Math.hypot(known.weightNorm, weightNorm),
      weights: known.weights + 1,
    });
  }
  return [...layers.values()];
}

import type { CheckResult } from '../../checks/check-result.ts';
import { writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { requireOptions } from '../../checks/options.ts';
import { SubjectError } from '../../errors.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed } from '../../random/seeded.ts';
import type { Loss } from '../../subject/loss.ts';
import type { Tasks } from '../../subject/task.ts';
import { describeShape } from '../../tensor/describe.ts';
import { formatRounded } from '../../tensor/print-number.ts';
import { expectsLogits, lowestOfLogits } from './ideal-loss.ts';
import { constantPrediction, equalPrediction, isBinary, towards } from './ideal-predictions.ts';
import { lossScene, type LossScene, type OutputScene } from './loss-scene.ts';

/** How a loss is looked at. */
export interface LowestAtTargetOptions {
  /** Of a model: `(yTrue, yPred) => scalar`, a name that `compile` takes, or a list or map of those. @defaultValue that of a compiled model */
  readonly loss?: Loss | undefined;
  /** What the outputs are for: one for all, or one for each in a list or by name. @defaultValue recognised by the targets */
  readonly task?: Tasks | undefined;
  /** @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/** How the loss behaves on the way to the targets of one output, as data. */
export interface TargetReport {
  /** Empty where there is one output. */
  readonly output: string;
  readonly verdict:
    | 'lower'
    /** Predictions nearer to the targets cost no less. */
    | 'not lower'
    /** The loss is the same whatever is predicted. */
    | 'flat'
    /** Of predictions that know only how often each class occurs, the lowest is one that is sure of one class: it pays to be sure. */
    | 'improper'
    /** It costs as little to say the same of every sample as to hit the targets. */
    | 'constant'
    /** What lies between 0 and 1 is taken for logits: an activation is applied twice. */
    | 'expects logits'
    /** The targets have another shape than the predictions, so that nothing is known to be ideal. */
    | 'not comparable';
  /** The loss on the way from a constant prediction, at share 0, to the targets, at share 1. */
  readonly way: readonly { readonly share: number; readonly loss: number }[];
  /** The lowest loss of predictions far beyond 0 and 1, where these were tried. */
  readonly beyond: number | undefined;
}

/** How the loss behaves, as data. */
export interface LowestAtTargetDetails {
  readonly outputs: readonly TargetReport[];
  /** The loss of the predictions as they are. */
  readonly loss: number;
}

const SHARES = [0, 0.25, 0.5, 0.75, 0.9, 1];
/** Below this share of the loss, differences are rounding. */
const ROUNDING = 1e-5;

/**
 * Checks that a loss falls as predictions come nearer to their targets, and that what the model gives can bring it all the way down. It
 * finds a wrong sign, a broadcast inside, targets that are not looked at, and probabilities that are taken for logits, without a step of
 * training.
 *
 * The way that is looked at leads from the mean target to the targets. Where predictions and targets have different shapes, nothing is
 * said, unless the targets are class numbers.
 * @param subject a model; or a loss `(yTrue, yPred) => scalar`
 * @param data for a model, a batch `{ xs, ys }`; for a loss, `{ yTrue, yPred }`
 * @param where who checks, as an error names it
 * @returns passes when the loss falls towards the targets of every output
 * @throws SubjectError for what can't be used, and where no output can be compared; ArgumentError for options that can't be used
 * @example
 * const [yTrue, yPred] = [tf.tensor2d([[1, 0], [0, 1]]), tf.softmax(tf.randomNormal([2, 2]))];
 * const check = await checkLowestAtTarget((y, p) => tf.losses.softmaxCrossEntropy(y, p), { yTrue, yPred });
 * check.pass; // false: the loss takes logits, and softmax has already been applied
 */
export async function checkLowestAtTarget(
  subject: unknown,
  data: unknown,
  options: LowestAtTargetOptions = {},
  where = 'checkLowestAtTarget',
): Promise<CheckResult<LowestAtTargetDetails>> {
  const given = requireOptions(options, ['loss', 'task', 'seed'], where);
  const seed = requireSeed(given.seed ?? 0, where);
  const scene = await lossScene(subject, data, { loss: options.loss, task: given.task, seed }, where);
  const outputs = scene.outputs.map((output) => reportOn(scene, output));
  if (outputs.every(({ verdict }) => verdict === 'not comparable')) throw notComparable(scene, where);
  const details = { outputs, loss: scene.loss };
  const pass = outputs.every(({ verdict }) => verdict === 'lower' || verdict === 'not comparable');
  return { pass, details, message: () => lowestMessage(details) };
}

function notComparable({ outputs }: LossScene, where: string): SubjectError {
  const shapes = outputs.map(({ shape }) => describeShape(shape)).join(', ');
  const expected = 'targets of the shape of the predictions, or class numbers';
  return new SubjectError(`${where}: there must be ${expected}; the predictions are ${shapes}.`, {
    argument: 'ys',
    expected,
    actual: shapes,
  });
}

function reportOn(scene: LossScene, output: OutputScene): TargetReport {
  const { target, head, name } = output;
  if (target === undefined) return { output: name, verdict: 'not comparable', way: [], beyond: undefined };
  const base = startOf(output, target);
  const way = SHARES.map((share) => ({
    share,
    loss: scene.lossOf(new Map([[output, towards(base, target, share)]])),
  }));
  const beyond = head !== 'linear' && isBinary(target) ? lowestOfLogits(scene, output, target) : undefined;
  const verdict = verdictOn(way, beyond);
  if (verdict !== 'lower') return { output: name, verdict, way, beyond };
  if (prefersOneClass(scene, output, target)) return { output: name, verdict: 'improper', way, beyond };
  const isConstant = isAsLowConstant(scene, output, target, way);
  return { output: name, verdict: isConstant ? 'constant' : 'lower', way, beyond };
}

/**
 * Whether the least or the greatest target, predicted for every sample, costs as little as the targets do, which cost least on the way: so it is
 * where labels of 0 are multiplied away.
 */
function isAsLowConstant(
  scene: LossScene,
  output: OutputScene,
  target: Float32Array,
  way: TargetReport['way'],
): boolean {
  const losses = way.map(({ loss }) => loss);
  const [atTarget = NaN, least] = [losses.at(-1), Math.min(...losses)];
  const [low, high] = [Math.min(...target), Math.max(...target)];
  // Of shares, the same for all are no shares any more.
  if (output.head !== 'linear' || output.task === 'classes' || low === high) return false;
  // Where the targets are not where it is lowest, it takes something else, such as the logarithm of a rate.
  if (!Number.isFinite(least) || atTarget > least) return false;
  const size = Math.max(...losses.map(Math.abs));
  return [low, high].some(
    (value) => scene.lossOf(new Map([[output, target.map(() => value)]])) <= atTarget + ROUNDING * size,
  );
}

/** So far towards one class, from the shares of all of them. */
const SURE = 0.9;

/**
 * Whether a loss of probabilities costs least where all is put on one class, of predictions that do not know the sample: so it is
 * without its logarithm, and with targets and predictions in each other's place. A sound loss costs least at the shares of the classes.
 */
function prefersOneClass(scene: LossScene, output: OutputScene, target: Float32Array): boolean {
  const { task, head, width } = output;
  if (task !== 'classes' || head !== 'softmax') return false;
  const shares = constantPrediction(output, target);
  const seen = Array.from({ length: width }, (_, k) => k).filter((k) =>
    target.some((value, i) => value === 1 && i % width === k),
  );
  // Of a single class, the shares are sure of it themselves.
  if (seen.length < 2) return false;
  const known = scene.lossOf(new Map([[output, shares]]));
  return seen.some((k) => {
    const sure = shares.map((share, i) => share + SURE * ((i % width === k ? 1 : 0) - share));
    return scene.lossOf(new Map([[output, sure]])) <= known + ROUNDING * Math.abs(known);
  });
}

/** Where the way begins. A batch whose targets are all alike says nothing about other ones, so it begins elsewhere then. */
function startOf(output: OutputScene, target: Float32Array): Float32Array {
  const mean = constantPrediction(output, target);
  if (mean.some((value, i) => value !== target[i])) return mean;
  return output.task === 'classes'
    ? equalPrediction(output, target)
    : target.map((value) => value + Math.max(1, Math.abs(value)));
}

function verdictOn(way: TargetReport['way'], beyond: number | undefined): TargetReport['verdict'] {
  const losses = way.map(({ loss }) => loss).filter(Number.isFinite);
  const [start, ...rest] = losses;
  // Where it isn't finite, nothing can be compared.
  if (start === undefined || rest.length === 0) return 'not comparable';
  const size = Math.max(...losses.map(Math.abs));
  if (Math.max(...losses) - Math.min(...losses) <= ROUNDING * size) return 'flat';
  if (Math.min(...rest) >= start - ROUNDING * size) return 'not lower';
  const atTarget = Math.min(...losses);
  return beyond !== undefined && expectsLogits(start, atTarget, beyond) ? 'expects logits' : 'lower';
}

const SENTENCES: Readonly<Record<TargetReport['verdict'], string>> = {
  lower: 'falls towards the targets',
  'not lower': 'does not fall as predictions come nearer to the targets',
  flat: 'is the same whatever is predicted',
  improper: 'costs least where all is put on one class, whatever the sample',
  constant: 'costs no less at the targets than where the same is predicted for every sample',
  'expects logits': 'takes logits, but it gets values between 0 and 1',
  'not comparable': 'can not be compared',
};

const HINTS: Readonly<Partial<Record<TargetReport['verdict'], string>>> = {
  'not lower': 'a wrong sign, or a broadcast of [n] against [n, 1] inside the loss, does this.',
  improper:
    'a logarithm is missing, or targets and predictions are in each other’s place; an absolute error of probabilities is such a loss, too.',
  constant: 'labels of 0 that a loss multiplies with do this; a hinge loss takes labels of -1 and 1.',
  'expects logits':
    'the activation is applied twice; take it off the last layer, or use the loss that takes probabilities.',
};

function lowestMessage({ outputs, loss }: LowestAtTargetDetails): string {
  const wrong = outputs.filter(({ verdict }) => verdict !== 'lower' && verdict !== 'not comparable');
  const [shown = outputs.find(({ verdict }) => verdict === 'lower')] = wrong;
  if (shown === undefined) return 'Nothing could be compared.';
  const of = shown.output === '' ? 'The loss' : `The loss of output '${shown.output}'`;
  const sentence =
    wrong.length === 0
      ? 'Expected the loss not to fall towards the targets, but it does.'
      : `${of} ${SENTENCES[shown.verdict]}.`;
  const at = (share: number): number | undefined => shown.way.find((each) => each.share === share)?.loss;
  const evidence: EvidenceLine[] = [
    ['a constant', textOf(at(0), 'the mean target for every sample')],
    ['halfway', textOf(at(0.5), '')],
    ['the targets', textOf(at(1), 'what a perfect model predicts')],
    [
      'far logits',
      shown.beyond === undefined
        ? undefined
        : textOf(shown.beyond, 'which no output between 0 and 1 reaches'),
    ],
    ['the model', textOf(loss, 'as it is')],
  ];
  return writeMessage(sentence, evidence, HINTS[shown.verdict]);
}

function textOf(loss: number | undefined, what: string): string | undefined {
  if (loss === undefined) return undefined;
  return what === '' ? formatRounded(loss) : `${formatRounded(loss)}, ${what}`;
}

import type { CheckResult } from '../../checks/check-result.ts';
import { writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { requireOptions, requireTolerance } from '../../checks/options.ts';
import { ArgumentError } from '../../errors.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed } from '../../random/seeded.ts';
import type { Loss } from '../../subject/loss.ts';
import type { Tasks } from '../../subject/task.ts';
import { formatRounded } from '../../tensor/print-number.ts';
import { describeKind } from '../../tensor/subject.ts';
import { lossScene, type LossScene } from './loss-scene.ts';
import { uninformedLoss, type UninformedLoss } from './uninformed-loss.ts';

/** What the loss of an untrained model should be near to. */
export interface StartLossOptions {
  /** `(yTrue, yPred) => scalar`, a name that `compile` takes, or a list or map of those. @defaultValue that of a compiled model */
  readonly loss?: Loss | undefined;
  /** The loss to expect. @defaultValue that of a prediction which knows nothing: ln C for C classes, the variance of the target */
  readonly expected?: number | undefined;
  /**
   * How far off it may be, as a share of what is expected.
   * @defaultValue 0.5 below; above it 1 for classes and labels, 3 for other targets, since weights that were drawn large are sound
   */
  readonly tolerance?: number | undefined;
  /** What the outputs are for: one for all, or one for each in a list or by name. @defaultValue recognised by the targets */
  readonly task?: Tasks | undefined;
  /** @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/** By what share a sound start may exceed what is expected. Measured: up to 0.7 for classes whose weights were drawn by He's rule. */
const ABOVE: Readonly<Record<UninformedLoss['basis'], number>> = {
  'equal probabilities': 1,
  'the share of each class': 1,
  'the mean target': 3,
};

/** The loss at the start, as data. */
export interface StartLossDetails {
  /** The lower one of inference and of training mode. */
  readonly loss: number;
  readonly expected: number;
  /** How the expected loss came about. */
  readonly basis: 'given' | UninformedLoss['basis'];
  /** What was allowed. */
  readonly range: readonly [least: number, most: number];
  /** By how many times the loss exceeds what is expected. */
  readonly ratio: number;
  /** What regularisation adds, which is not part of the loss above. */
  readonly penalty: number;
  /** Whether that is so much that the data hardly count. */
  readonly isOutweighed: boolean;
}

/** A penalty of so many times what knowing nothing costs leaves next to nothing to the data. */
const OUTWEIGHED = 20;

/**
 * Checks that an untrained model starts near the loss of a prediction that knows nothing: ln C for C classes, ln 2 for labels, the
 * variance of the target under a squared error. Outputs of a size around one are sound, wherever the targets lie. A last bias that is set to the share of each class is fine. It finds inputs that were not
 * normalised, a missing softmax, and weights that start too large. A model that was trained already is below it.
 * @param subject a model; or a loss `(yTrue, yPred) => scalar`
 * @param data for a model, a batch `{ xs, ys }`; for a loss, `{ yTrue, yPred }`
 * @param where who checks, as an error names it
 * @returns passes when the loss lies within the tolerance
 * @throws SubjectError for what can't be used; ArgumentError for options that can't, and where nothing is given and nothing can be expected
 * @see Karpathy, A Recipe for Training Neural Networks, 2019
 * @example
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, activation: 'softmax', inputShape: [4] })] });
 * const batch = { xs: tf.randomNormal([12, 4]), ys: tf.oneHot(tf.range(0, 12, 1, 'int32').mod(tf.scalar(3, 'int32')), 3).toFloat() };
 * const { details } = await checkStartLoss(model, batch, { loss: 'categoricalCrossentropy' });
 * details.expected; // 1.0986…, the logarithm of 3
 */
export async function checkStartLoss(
  subject: unknown,
  data: unknown,
  options: StartLossOptions = {},
  where = 'checkStartLoss',
): Promise<CheckResult<StartLossDetails>> {
  const given = requireOptions(options, ['loss', 'expected', 'tolerance', 'task', 'seed'], where);
  const seed = requireSeed(given.seed ?? 0, where);
  const tolerance =
    given.tolerance === undefined ? undefined : requireTolerance(given.tolerance, 'tolerance', where, 0);
  const wanted = given.expected === undefined ? undefined : requireExpected(given.expected, where);
  const scene = await lossScene(
    subject,
    data,
    { loss: options.loss, task: given.task, inTraining: true, seed },
    where,
  );
  const { expected, basis, range } =
    wanted === undefined
      ? expectedLoss(scene, where)
      : { expected: wanted, basis: 'given' as const, range: [wanted, wanted] as const };
  const [below, above] =
    tolerance !== undefined ? [tolerance, tolerance] : basis === 'given' ? [0.5, 0.5] : [0.5, ABOVE[basis]];
  const least = range[0] - below * Math.abs(range[0]);
  const most = range[1] + above * Math.abs(range[1]);
  // An average that batch norm has not seen yet says nothing of the weights, and dropout holds the loss of training up.
  const loss = Math.min(scene.loss, scene.lossInTraining ?? scene.loss);
  const details: StartLossDetails = {
    loss,
    expected,
    basis,
    range: [least, most],
    ratio: loss / expected,
    penalty: scene.penalty,
    isOutweighed: scene.penalty > OUTWEIGHED * Math.max(Math.abs(expected), Math.abs(loss)),
  };
  const pass = loss >= least && loss <= most && !details.isOutweighed;
  return { pass, details, message: () => startMessage(details, pass) };
}

function requireExpected(expected: unknown, where: string): number {
  if (typeof expected === 'number' && Number.isFinite(expected)) return expected;
  throw new ArgumentError(`${where}: expected must be a finite number, got ${describeKind(expected)}.`, {
    argument: 'expected',
    expected: 'a finite number',
    actual: expected,
  });
}

function expectedLoss(scene: LossScene, where: string): UninformedLoss {
  const known = uninformedLoss(scene);
  if (known !== undefined) return known;
  throw new ArgumentError(
    `${where}: what to expect can't be told from the targets, whose shape is not that of the predictions.`,
    {
      argument: 'expected',
      expected: 'the loss of an untrained model',
      actual: undefined,
      hint: 'say what the loss of an untrained model is: { expected: … }.',
    },
  );
}

function startMessage(details: StartLossDetails, pass: boolean): string {
  const { loss, expected, basis, range, ratio, penalty, isOutweighed } = details;
  if (isOutweighed) {
    return writeMessage(
      `Regularisation adds ${formatRounded(penalty)} to a loss of ${formatRounded(loss)}, so that the data hardly count.`,
      [
        [
          'knows nothing',
          `${formatRounded(expected)}, the loss of ${basis === 'given' ? 'such a model' : basis}`,
        ],
      ],
      'its factor is too large; 1e-4 to 1e-2 is usual, and it adds up over all weights.',
    );
  }
  const shown = formatRounded(loss);
  const lead = pass
    ? `Expected the loss of the untrained model not to be near ${formatRounded(expected)}, but it is ${shown}.`
    : `The loss of the untrained model is ${shown}, but one that knows nothing yet has ${formatRounded(expected)}.`;
  const evidence: EvidenceLine[] = [
    ['expected', basis === 'given' ? 'as given' : `the loss of ${basis}`],
    [
      'off by',
      `a factor of ${formatRounded(ratio)}; a loss of ${formatRounded(range[0])} to ${formatRounded(range[1])} was allowed`,
    ],
  ];
  return writeMessage(lead, evidence, pass ? undefined : hintOf(loss, expected));
}

function hintOf(loss: number, expected: number): string | undefined {
  if (loss < 0 && expected > 0) return 'a loss below zero often has the wrong sign.';
  if (loss > expected)
    return 'inputs that were not normalised, a missing last activation, or weights that start too large do this.';
  return 'has the model been trained already, or does it see the labels?';
}

import type { CheckResult } from '../../checks/check-result.ts';
import { countOf, writeMessage } from '../../checks/evidence.ts';
import { requireOptions } from '../../checks/options.ts';
import { SubjectError } from '../../errors.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed } from '../../random/seeded.ts';
import type { Loss } from '../../subject/loss.ts';
import { formatRounded } from '../../tensor/print-number.ts';
import { cutsFractions, ignoredSamples } from './ignored-labels.ts';
import { lossScene, type LossScene, type OutputScene } from './loss-scene.ts';

/** How a loss is looked at. */
export interface LabelsOptions {
  /** Of a model: `(yTrue, yPred) => scalar`, a name that `compile` takes, or a list or map of those. @defaultValue that of a compiled model */
  readonly loss?: Loss | undefined;
  /** @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/** What other labels do to the loss, as data. */
export interface LabelsDetails {
  readonly loss: number;
  /** The loss with the labels of other samples, once for each shift along the batch. */
  readonly shifted: readonly number[];
  /**
   * Whether it looks only at places where the target is what it most often is, as the padding of sequences, and at none of the others.
   */
  readonly onlyCommon: boolean;
  /** Whether it is the same for targets without their fractions. */
  readonly cutsFractions: boolean;
  /** Samples whose prediction it does not look at. */
  readonly ignored: readonly number[];
}

/** So many shifts are tried; labels that repeat in one period do not in another. */
const SHIFTS = [1, 2, 3, 5, 7];
const SHOWN = 8;
/** By this share of itself, a sum in float32 changes with the order of what is summed. */
const ROUNDING = 1e-6;

/**
 * Checks that a loss depends on the labels: that it is another one when each sample gets the label of another. It finds labels that are
 * not looked at, that are cut off by a cast, compared with themselves, or each compared with every prediction, as a broadcast does; and
 * samples that the loss does not look at, whatever is predicted for them.
 * @param subject a model; or a loss `(yTrue, yPred) => scalar`
 * @param data for a model, a batch `{ xs, ys }`; for a loss, `{ yTrue, yPred }`
 * @param where who checks, as an error names it
 * @returns passes when some shift of the labels changes the loss, and it looks at every sample
 * @throws SubjectError for what can't be used, and for labels that are all alike; ArgumentError for options that can't be used
 * @example
 * const [yTrue, yPred] = [tf.tensor2d([[1, 0], [0, 1]]), tf.tensor2d([[0.9, 0.1], [0.2, 0.8]])];
 * (await checkDependsOnLabels((y, p) => p.square().mean(), { yTrue, yPred })).pass; // false
 */
export async function checkDependsOnLabels(
  subject: unknown,
  data: unknown,
  options: LabelsOptions = {},
  where = 'checkDependsOnLabels',
): Promise<CheckResult<LabelsDetails>> {
  const given = requireOptions(options, ['loss', 'seed'], where);
  const seed = requireSeed(given.seed ?? 0, where);
  const scene = await lossScene(subject, data, { loss: options.loss, seed }, where);
  const { samples } = scene;
  if (!scene.labelsVary) {
    const expected = 'labels that differ between samples';
    throw new SubjectError(`${where}: there must be ${expected}; all ${samples} are the same.`, {
      argument: 'ys',
      expected,
      actual: 'labels that are all the same',
    });
  }
  const rowsAt = (shift: number): number[] =>
    Array.from({ length: samples }, (_, i) => (i + shift) % samples);
  const lossesWith = (
    predictions: ReadonlyMap<OutputScene, Float32Array>,
  ): { loss: number; shifted: number[] } => ({
    loss: scene.lossOfRows({ ys: rowsAt(0), predictions: rowsAt(0) }, predictions),
    shifted: SHIFTS.map((shift) =>
      scene.lossOfRows({ ys: rowsAt(shift), predictions: rowsAt(0) }, predictions),
    ),
  });
  // Predictions that are the same for every sample cost the same whoever's label is beside them.
  const varied = new Map(scene.outputs.map((output) => [output, variedPrediction(output, samples)]));
  let found = lossesWith(varied);
  // So do, under an absolute error, predictions that are all below the targets; among the targets they do not.
  const targets = new Map(
    scene.outputs.flatMap((output) =>
      output.target === undefined ? [] : [[output, output.target] as const],
    ),
  );
  if (!differs(found) && targets.size > 0) found = lossesWith(targets);
  const onlyCommon = scene.outputs.some((output) => looksOnlyAtCommon(scene, output));
  const cuts = scene.outputs.some((output) => cutsFractions(scene, output, varied));
  // Where no label counts, neither does any sample.
  const ignored = differs(found) ? scene.outputs.flatMap((output) => ignoredSamples(scene, output)) : [];
  const pass = differs(found) && !onlyCommon && !cuts && ignored.length === 0;
  const details: LabelsDetails = { ...found, onlyCommon, cutsFractions: cuts, ignored };
  return { pass, details, message: () => labelsMessage(details, pass) };
}

/** Whether other predictions change the loss where the target is its most common value, and nowhere else. */
function looksOnlyAtCommon(scene: LossScene, output: OutputScene): boolean {
  const { target, task } = output;
  // Of classes the zeros are the most common, and a loss of them may well look at ones alone, or at zeros.
  if (target === undefined || task === 'classes') return false;
  const counts = new Map<number, number>();
  for (const value of target) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [[common, count] = [NaN, 0]] = [...counts].sort(([, a], [, b]) => b - a);
  if (count < 2 || counts.size < 3) return false;
  const changed = (where: (value: number) => boolean): boolean => {
    const others = output.prediction.map((value, i) =>
      where(target[i] ?? NaN) ? value + (1 + Math.abs(value)) * (i % 2 === 0 ? 0.3 : -0.2) : value,
    );
    return !Object.is(scene.lossOf(new Map([[output, others]])), scene.loss);
  };
  return changed((value) => value === common) && !changed((value) => value !== common);
}

/** Whether some shift changes the loss by more than another order of summation does. */
function differs({ loss, shifted }: Pick<LabelsDetails, 'loss' | 'shifted'>): boolean {
  return shifted.some(
    (each) =>
      !Object.is(each, loss) &&
      !(Math.abs(each - loss) <= ROUNDING * Math.max(Math.abs(each), Math.abs(loss))),
  );
}

/** Other numbers for each sample; of those between 0 and 1 none leaves that range. */
function variedPrediction({ prediction, head }: OutputScene, samples: number): Float32Array {
  const size = samples === 0 ? 1 : prediction.length / samples;
  return prediction.map((value, i) => {
    const other = ((Math.floor(i / size) * 7 + (i % size) * 3) % 11) / 11;
    return head === 'linear' ? value + 0.5 * other : 0.8 * value + 0.2 * other;
  });
}

function labelsMessage(details: LabelsDetails, pass: boolean): string {
  const { loss, shifted, onlyCommon, ignored } = details;
  const shown = formatRounded(loss);
  if (onlyCommon) {
    return writeMessage(
      'The loss looks only at places where the target is its most common value.',
      [
        ['with the labels', shown],
        ['other predictions', 'change it there, and nowhere else'],
      ],
      'is a mask of padding inverted?',
    );
  }
  if (details.cutsFractions) {
    return writeMessage(
      'The loss does not look at the fractions of the targets.',
      [
        ['with the labels', shown],
        ['with whole numbers', 'the same, bit for bit'],
      ],
      'are the targets cast to int32?',
    );
  }
  if (ignored.length > 0) {
    const first = ignored.slice(0, SHOWN).join(', ');
    return writeMessage(
      `The loss does not look at ${countOf(ignored.length, 'sample')} of the batch: whatever is predicted for it, not a bit changes.`,
      [['rows', `${first}${ignored.length > SHOWN ? ', …' : ''}`]],
      'is a class given a weight of zero, or are predictions clipped to a range that the targets leave?',
    );
  }
  return pass
    ? writeMessage('Expected the loss not to depend on the labels, but it does.', [
        ['with the labels', shown],
        ['with those of others', formatRounded(shifted.find((each) => each !== loss) ?? loss)],
      ])
    : writeMessage('The loss does not depend on the labels.', [
        ['with the labels', shown],
        ['with those of others', `${shown}, but for rounding, for ${shifted.length} shifts along the batch`],
      ]);
}

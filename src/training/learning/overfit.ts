import type { Optimizer } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../../checks/check-result.ts';
import { countOf, writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { requireOptions } from '../../checks/options.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import { ArgumentError } from '../../errors.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed } from '../../random/seeded.ts';
import { asTrainee } from '../../subject/as-trainee.ts';
import { requireBatch, requireFiniteTargets, type Batch } from '../../subject/batch.ts';
import { compiledPart, isLayersModel } from '../../subject/layers-model.ts';
import type { Loss } from '../../subject/loss.ts';
import type { Tasks } from '../../subject/task.ts';
import { formatRounded } from '../../tensor/print-number.ts';
import { describeKind } from '../../tensor/subject.ts';
import { requireSteps } from '../steps/movement.ts';
import { hasRoom } from './capacity.ts';
import { expectsLogits, idealLoss } from './ideal-loss.ts';
import { inseparableShare } from './label-entropy.ts';
import { lossScene, type LossScene } from './loss-scene.ts';
import { overfitRun, type OverfitRun } from './overfit-run.ts';
import { uninformedLoss } from './uninformed-loss.ts';

/** How a batch is learnt by heart. */
export interface OverfitOptions {
  /** `(yTrue, yPred) => scalar`, a name that `compile` takes, or a list or map of those. @defaultValue that of a compiled model */
  readonly loss?: Loss | undefined;
  /** @defaultValue that of a compiled model; else Adam, with several learning rates */
  readonly optimizer?: Optimizer | 'adam' | undefined;
  /** Steps of each attempt. @defaultValue 200 */
  readonly steps?: number | undefined;
  /** The loss that a model which knows the batch by heart has. @defaultValue what the labels allow: 0 where inputs tell them apart */
  readonly floor?: number | undefined;
  /** Milliseconds after which training stops, whatever came of it. @defaultValue none */
  readonly budget?: number | undefined;
  /** What the outputs are for: one for all, or one for each in a list or by name. @defaultValue recognised by the targets */
  readonly task?: Tasks | undefined;
  /** @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/** What became of learning a batch by heart, as data. */
export interface OverfitDetails {
  readonly verdict:
    | 'reaches the floor'
    /** It came most of the way down, and a few samples are missing. */
    | 'near the floor'
    /** It no longer falls, well above the floor. */
    | 'plateau'
    /** It no longer falls, and the model has too few weights, or too narrow a place, to learn the batch by heart. */
    | 'too few weights'
    /** It was still falling when the steps were over. */
    | 'still falling'
    | 'diverges'
    /** The budget was over before that could be told. */
    | 'out of time';
  readonly floor: number;
  /** The loss of a prediction that knows nothing; `undefined` where it can't be told. */
  readonly uninformed: number | undefined;
  /** The attempt that came lowest. */
  readonly best: OverfitRun;
  readonly attempts: number;
}

const RATE = 0.01;
/** Tried next: a larger one while the loss is still falling, a smaller one when it rests or diverges. */
const [LARGER, SMALLER] = [0.1, 0.003];
/** A loss whose targets cost all but this share of what knowing nothing costs is wrong at its targets. */
const LEAST_WAY = 0.01;
/** The floor is reached within this share of the way down from a prediction that knows nothing. */
const REACHED = 0.1;
/** Within this share of the way all but a few samples are learnt, which a fault that holds the loss up does not allow. */
const NEAR = 0.3;
/** A loss that falls by less of the way over the last third of the steps has come to rest. */
const AT_REST = 0.02;

/**
 * Checks that a model can learn one batch by heart: down to the loss that the labels allow. It finds a loss that can't come down (softmax
 * twice stays at 0.551 for three classes), gradients that don't lead there, and units that are all the same.
 *
 * All that training changed is put back. The optimizer is that of a compiled model, or one that is given; else Adam is tried with several
 * learning rates.
 * @param subject a model
 * @param data a batch `{ xs, ys }`
 * @param where who checks, as an error names it
 * @returns passes when the floor is reached; `details.verdict` says what became of it otherwise
 * @throws SubjectError for a subject or a batch that can't be used; ArgumentError for options that can't
 * @see Karpathy, A Recipe for Training Neural Networks, 2019
 * @example
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [8] })] });
 * const batch = { xs: tf.randomNormal([4, 8]), ys: tf.randomNormal([4, 1]) };
 * (await checkOverfitBatch(model, batch, { loss: 'meanSquaredError' })).pass; // true
 */
export async function checkOverfitBatch(
  subject: unknown,
  data: unknown,
  options: OverfitOptions = {},
  where = 'checkOverfitBatch',
): Promise<CheckResult<OverfitDetails>> {
  const given = requireOptions(
    options,
    ['loss', 'optimizer', 'steps', 'floor', 'budget', 'task', 'seed'],
    where,
  );
  const seed = requireSeed(given.seed ?? 0, where);
  const steps = requireSteps(given.steps ?? 200, where);
  const wanted = given.floor === undefined ? undefined : requireFloor(given.floor, where);
  const trainee = await asTrainee(subject, options.loss, where);
  const batch = requireFiniteTargets(requireBatch(data, where), where);
  const scene = await lossScene(subject, batch, { loss: options.loss, task: given.task, seed }, where);
  const uninformed = uninformedLoss(scene)?.expected;
  const floor = wanted ?? floorOf(scene, batch, uninformed ?? 0);
  const way = (uninformed ?? scene.loss) - floor;
  const enough = floor + REACHED * Math.abs(way);
  const deadline = performance.now() + requireBudget(given.budget ?? Infinity, where);
  const room = await undisturbed(seed, () => hasRoom(trainee, batch, scene));
  const judge = (run: OverfitRun): OverfitDetails['verdict'] =>
    verdictOn(run, { floor, way, enough, hasRoom: room, isCutOff: run.isCutOff });
  const train = async (optimizer: Optimizer | number): Promise<OverfitRun> =>
    undisturbed(seed, () => overfitRun(trainee, batch, optimizer, steps, enough, deadline));
  const attempts = [await train(optimizerFor(subject, options))];
  const [first] = attempts as [OverfitRun]; // just made
  let best = first;
  let verdict = judge(first);
  if (first.learningRate !== undefined && leastOf(first) > enough) {
    if (performance.now() <= deadline) {
      const second = await train(verdict === 'still falling' ? LARGER : SMALLER);
      attempts.push(second);
      if (leastOf(second) < leastOf(first)) best = second;
      verdict = judge(best);
    }
    if (leastOf(best) > enough && performance.now() > deadline) verdict = 'out of time';
  }
  const details: OverfitDetails = { verdict, floor, uninformed, best, attempts: attempts.length };
  const pass = verdict === 'reaches the floor' || verdict === 'near the floor';
  return { pass, details, message: () => overfitMessage(details) };
}

function requireFloor(floor: unknown, where: string): number {
  if (typeof floor === 'number' && Number.isFinite(floor)) return floor;
  throw new ArgumentError(`${where}: floor must be a finite number, got ${describeKind(floor)}.`, {
    argument: 'floor',
    expected: 'a finite number',
    actual: floor,
  });
}

function requireBudget(budget: unknown, where: string): number {
  if (typeof budget === 'number' && budget > 0) return budget;
  const expected = 'a number of milliseconds above 0';
  throw new ArgumentError(`${where}: budget must be ${expected}, got ${describeKind(budget)}.`, {
    argument: 'budget',
    expected,
    actual: budget,
  });
}

/** Samples that can't be told apart raise the floor, and so do targets that cost something to whoever knows them: shares, smoothed labels. */
function floorOf(scene: LossScene, { xs }: Batch, uninformed: number): number {
  const { outputs, samples } = scene;
  const shares = outputs.map((output) => inseparableShare(xs, samples, output));
  return Math.max(lowestOf(scene, uninformed), Math.max(0, ...shares) * Math.max(0, uninformed));
}

/** What the targets themselves cost; 0 for a loss that is wrong there, since it should be next to nothing. */
function lowestOf(scene: LossScene, uninformed: number): number {
  const ideal = idealLoss(scene);
  if (ideal === undefined) return 0;
  const { atTargets, asLogits = Infinity } = ideal;
  // Probabilities far beyond 1 mean nothing, unless the loss takes no probabilities.
  const takesLogits =
    scene.outputs.every(({ head }) => head === 'linear') || expectsLogits(uninformed, atTargets, asLogits);
  const lowest = takesLogits ? Math.min(atTargets, asLogits) : atTargets;
  return lowest > 0 && lowest < (1 - LEAST_WAY) * uninformed ? lowest : 0;
}

function optimizerFor(subject: unknown, { loss, optimizer }: OverfitOptions): Optimizer | number {
  if (optimizer === 'adam') return RATE;
  if (optimizer !== undefined) return optimizer;
  const own = loss === undefined && isLayersModel(subject) ? compiledPart(subject).optimizer : undefined;
  // What compile was given is an optimizer.
  return own === undefined ? RATE : (own as Optimizer);
}

function leastOf({ losses }: OverfitRun): number {
  return Math.min(...losses.map((loss) => (Number.isFinite(loss) ? loss : Infinity)));
}

function verdictOn(
  { losses, steps }: OverfitRun,
  found: { floor: number; way: number; enough: number; hasRoom: boolean; isCutOff: boolean },
): OverfitDetails['verdict'] {
  const { floor, way, enough, hasRoom: room, isCutOff } = found;
  const end = losses.at(-1) ?? NaN;
  if (!Number.isFinite(end)) return 'diverges';
  const least = Math.min(...losses.filter(Number.isFinite));
  if (least <= enough) return 'reaches the floor';
  if (isCutOff) return 'out of time';
  const lastThird = losses.slice(Math.floor((losses.length * 2) / 3) - 1);
  const fell = (lastThird[0] ?? end) - Math.min(...lastThird);
  if (steps > 0 && least - floor <= NEAR * Math.abs(way)) return 'near the floor';
  if (steps === 0 || fell > AT_REST * Math.abs(way)) return 'still falling';
  return room ? 'plateau' : 'too few weights';
}

const SENTENCES: Readonly<Record<OverfitDetails['verdict'], string>> = {
  'reaches the floor': 'Expected the model not to learn the batch by heart, but it does',
  'near the floor': 'Expected the model not to learn the batch by heart, but it does, all but a few samples',
  plateau: 'The model does not learn the batch by heart: its loss no longer falls',
  'too few weights':
    'The model does not learn the batch by heart: it has too few weights, or is too narrow, for all its numbers',
  'still falling': 'The model has not learnt the batch by heart yet: its loss is still falling',
  diverges: 'Training on the batch diverges',
  'out of time': 'The model has not learnt the batch by heart: time was over',
};

const HINTS: Readonly<Partial<Record<OverfitDetails['verdict'], string>>> = {
  plateau: 'a loss that does not fit the last activation, or a gradient that does not lead down, does this.',
  'too few weights': 'give it a smaller batch.',
  'still falling': 'give it more { steps }, or an optimizer that is quicker.',
  diverges: 'the learning rate is too high, or the loss has a place where it is not finite.',
};

function overfitMessage({ verdict, floor, uninformed, best, attempts }: OverfitDetails): string {
  const rate =
    best.learningRate === undefined ? 'with the optimizer given' : `with Adam at ${best.learningRate}`;
  const evidence: EvidenceLine[] = [
    ['at the start', formatRounded(best.losses[0] ?? NaN)],
    [
      'at the end',
      `${formatRounded(best.losses.at(-1) ?? NaN)} after ${countOf(best.steps, 'step')} ${rate}${attempts > 1 ? `, the best of ${attempts} attempts` : ''}`,
    ],
    ['the floor', `${formatRounded(floor)}, what the labels allow`],
    [
      'knows nothing',
      uninformed === undefined
        ? undefined
        : `${formatRounded(uninformed)}, the loss of a constant prediction`,
    ],
  ];
  return writeMessage(`${SENTENCES[verdict]}.`, evidence, HINTS[verdict]);
}

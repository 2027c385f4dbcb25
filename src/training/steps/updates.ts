import type { CheckResult } from '../../checks/check-result.ts';
import { countOf, writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { requireOptions } from '../../checks/options.ts';
import { ArgumentError } from '../../errors.ts';
import { selectWeights, type WeightSelection } from '../../subject/weight-selection.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed } from '../../random/seeded.ts';
import { describeShape } from '../../tensor/describe.ts';
import { compiledPart, isLayersModel } from '../../subject/layers-model.ts';
import { movementsOf, requireStep, requireSteps, type Movement } from './movement.ts';
import { stepWeights, type Trained } from './step-weights.ts';

/** How a step is looked at. */
export interface UpdateOptions {
  /** How many steps are taken. @defaultValue 3 */
  readonly steps?: number | undefined;
  /** Weights that need not move. */
  readonly except?: WeightSelection | undefined;
  /** Of the randomness in the step. @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/** What some steps moved, as data. */
export interface UpdateDetails {
  readonly steps: number;
  /** How often an optimizer of TensorFlow.js applied gradients. */
  readonly applied: number;
  /** Variables that should have moved and did not, or by less than a share of 1e-8. */
  readonly still: readonly Movement[];
  /** Variables that hold NaN or Infinity afterwards. */
  readonly notFinite: readonly Movement[];
  readonly moved: readonly Movement[];
  /** Whether a compiled model is one that was compiled when those that did not move were not trainable. */
  readonly isCompiledWithout: boolean;
}

/** The least share that a step moves of a variable; the rule WeightUpdateRatio of SageMaker Debugger. */
const LEAST_RATIO = 1e-8;
const SHOWN = 8;

/**
 * Checks that a training step moves every variable that it should: trainable weights, and the moving averages of batch norm. One
 * element is enough, as an embedding has rows that are not used. All that the steps changed is put back.
 * @param step takes one training step; may be asynchronous
 * @param trained a model or module, or variables: all of these should move
 * @param where who checks, as an error names it
 * @returns passes when each moves by a share of 1e-8 a step or more
 * @throws SubjectError for what is no function or no variables; ArgumentError for options that can't be used; and what `step` throws
 * @see the rule WeightUpdateRatio of Amazon SageMaker Debugger
 * @example
 * const weight = tf.variable(tf.ones([3]));
 * const optimizer = tf.train.sgd(0.1);
 * const check = await checkUpdates(() => optimizer.minimize(() => weight.square().sum()), [weight]);
 * check.pass; // true
 */
export async function checkUpdates(
  step: () => unknown,
  trained: Trained,
  options: UpdateOptions = {},
  where = 'checkUpdates',
): Promise<CheckResult<UpdateDetails>> {
  const run = requireStep(step, where);
  const given = requireOptions(options, ['steps', 'except', 'seed'], where);
  const steps = requireSteps(given.steps ?? 3, where);
  const seed = requireSeed(given.seed ?? 0, where);
  const all = stepWeights(trained, where);
  const excepted = given.except === undefined ? new Set() : selectWeights(all, given.except, where, 'except');
  const weights = all.filter((weight) => weight.shouldMove && !weight.isCancelled && !excepted.has(weight));
  if (weights.length === 0) {
    throw new ArgumentError(`${where}: variables has none that should move.`, {
      argument: 'variables',
      expected: 'at least one trainable variable that is not excepted',
      actual: all.map(({ name }) => name),
    });
  }
  const { movements, applied } = await movementsOf(run, weights, steps, seed);
  const notFinite = movements.filter((each) => !each.isFinite);
  const still = movements.filter(isStill);
  const moved = movements.filter((each) => each.isFinite && !isStill(each));
  const isCompiledWithout =
    still.length > 0 && still.every(({ name }) => wasCollected(trained, name) === false);
  const details: UpdateDetails = { steps, applied, still, notFinite, moved, isCompiledWithout };
  return { pass: still.length + notFinite.length === 0, details, message: () => updatesMessage(details) };
}

function isStill({ moved, ratio, isFinite, shape }: Movement): boolean {
  if (shape.includes(0)) return false; // nothing in it can move
  return moved === 0 || (isFinite && ratio !== undefined && ratio < LEAST_RATIO);
}

/** Whether `compile` has collected a weight to be trained; `undefined` where nothing was compiled. */
function wasCollected(trained: unknown, name: string): boolean | undefined {
  if (!isLayersModel(trained)) return undefined;
  return compiledPart(trained).collectedTrainableWeights?.some((weight) => weight.name === name);
}

function updatesMessage(details: UpdateDetails): string {
  const { steps, still, notFinite, moved } = details;
  const total = still.length + notFinite.length + moved.length;
  const during = `in ${countOf(steps, 'step')}`;
  if (still.length + notFinite.length === 0) {
    const sentence = `Expected a variable to stay as it was, but ${total === 1 ? 'it moves' : `all ${total} move`} ${during}.`;
    return writeMessage(sentence, evidenceOf(moved));
  }
  const what = [
    ...(still.length > 0 ? [`${still.length} of ${countOf(total, 'variable')} did not move`] : []),
    ...(notFinite.length > 0
      ? [`${notFinite.length} of ${countOf(total, 'variable')} became NaN or Inf`]
      : []),
  ].join(', and ');
  const ratios = moved.flatMap(({ ratio }) => (ratio === undefined ? [] : [ratio]));
  const evidence: EvidenceLine[] = [
    ...evidenceOf([...still, ...notFinite]),
    ...(ratios.length > 0
      ? [
          [
            'others',
            `move by a share of ${shareOf(Math.min(...ratios))} to ${shareOf(Math.max(...ratios))} a step`,
          ] as const,
        ]
      : []),
    ['usual', 'about 1e-3 a step; below 1e-8 or above 10 is suspicious'],
  ];
  return writeMessage(`${what} ${during}.`, evidence, hintOf(details));
}

function hintOf({ still, applied, isCompiledWithout }: UpdateDetails): string | undefined {
  if (still.length === 0) return undefined;
  if (applied === 0) return 'no optimizer applied gradients; is optimizer.applyGradients() called?';
  if (still.some((each) => each.moved > 0))
    return 'they move by less than float32 resolves; is the learning rate too small?';
  if (!isCompiledWithout) return undefined;
  return "the model was compiled before they were trainable; call compile() again after changing 'trainable'.";
}

function evidenceOf(movements: readonly Movement[]): EvidenceLine[] {
  const lines = movements
    .slice(0, SHOWN)
    .map((each): EvidenceLine => [each.name, `${describeShape(each.shape)}, ${movedText(each)}`]);
  const rest = movements.length - lines.length;
  return rest > 0 ? [...lines, ['…', `and ${countOf(rest, 'more', 'more')}`]] : lines;
}

function movedText({ moved, ratio, isFinite }: Movement): string {
  if (!isFinite) return 'not finite';
  if (moved === 0) return 'bit-identical';
  return ratio === undefined ? 'moves away from zeros' : `moves by a share of ${shareOf(ratio)} a step`;
}

function shareOf(ratio: number): string {
  return ratio.toExponential(1);
}

import { engine } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../../checks/check-result.ts';
import { requireChoice, requireOptions } from '../../checks/options.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed } from '../../random/seeded.ts';
import { VariableSnapshot } from '../../engine/variable-snapshot.ts';
import type { DeterminismDetails, FixedNoise } from './deterministic-details.ts';
import { determinismMessage } from './deterministic-message.ts';
import { isSameNoise, watchingNoise, type DrawnNoise } from './drawn-noise.ts';
import { differenceOf } from './noise.ts';
import { behaviourScene, inputsOf, outputsOf, takesMode, type BehaviourData, type Scene } from './scene.ts';
import { firstParting, traceOf, type TracedTensor } from './trace.ts';

/** How randomness is looked for. */
export interface DeterminismOptions {
  /**
   * Which runs are compared. A function that has no mode is run as it is; where it is a forward pass of training, say so.
   * @defaultValue 'both'
   */
  readonly modes?: 'both' | 'inference' | 'training' | undefined;
  /** @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/**
 * Checks that the same input gives the same output, bit for bit, at inference; and that what is drawn at random in training is drawn
 * anew each time. Noise whose seed is fixed is the same in every step: a dropout that always drops the same units.
 * @param subject a layers model, a module, a graph model, or a function of `xs`, or of `xs` and `{ training }`
 * @param data a batch `{ xs, ys }`, or `{ xs }`; for a function of tensors, its inputs in a list
 * @param where who checks, as an error names it
 * @returns passes when three inference passes agree, none moves a weight, and no two training passes draw the same
 * @throws SubjectError for what can't be used; ArgumentError for options that can't
 * @example
 * (await checkDeterminism((xs) => tf.dropout(xs, 0.5), { xs: tf.ones([4, 8]) })).pass; // false
 */
export async function checkDeterminism(
  subject: unknown,
  data: BehaviourData,
  options: DeterminismOptions = {},
  where = 'checkDeterminism',
): Promise<CheckResult<DeterminismDetails>> {
  const given = requireOptions(options, ['modes', 'seed'], where);
  const seed = requireSeed(given.seed ?? 0, where);
  const modes = requireChoice(given.modes, ['both', 'inference', 'training'], 'modes', where, 'both');
  const scene = await behaviourScene(subject, data, where);
  const isModeless = scene.kind === 'graph' || (scene.kind === 'function' && !takesMode(subject));
  const details = await undisturbed(seed, () => {
    const inference = modes === 'training' ? NO_INFERENCE : inferenceOf(scene, where);
    const training = modes === 'inference' ? NO_TRAINING : trainingOf(scene, isModeless, where);
    return { ...inference, ...training };
  });
  const pass = details.random.length + details.moved.length + details.fixed.length === 0;
  return { pass, details, message: () => determinismMessage(details) };
}

type Inference = Pick<DeterminismDetails, 'random' | 'origin' | 'moved'>;
type Training = Pick<DeterminismDetails, 'fixed' | 'drawnInTraining'>;
const NO_INFERENCE: Inference = { random: [], origin: undefined, moved: [] };
const NO_TRAINING: Training = { fixed: [], drawnInTraining: 0 };

function inferenceOf(scene: Scene, where: string): Inference {
  const own = inputsOf(scene);
  outputsOf(scene, own, { where }); // a subject may make its weights now
  const before = new Map(Object.values(engine().registeredVariables).map((each) => [each, each.dataId]));
  const first = outputsOf(scene, own, { where });
  const moved = [...before].filter(
    ([variable, dataId]) => !variable.isDisposed && variable.dataId !== dataId,
  );
  const others = [outputsOf(scene, own, { where }), outputsOf(scene, own, { where })];
  const random = first.flatMap((output, i) => {
    const found = others.map((run) => differenceOf(output, run[i], { exact: true }));
    return found.filter(({ differing }) => differing > 0).slice(0, 1);
  });
  const isApart = ({ values: a }: TracedTensor, { values: b }: TracedTensor): boolean =>
    a !== undefined && b?.every((value, i) => Object.is(value, a[i])) === false;
  const origin =
    random.length === 0
      ? undefined
      : firstParting(traceOf(scene, own, { where }), traceOf(scene, own, { where }), isApart);
  return { random, origin, moved: moved.map(([{ name }]) => name) };
}

function trainingOf(scene: Scene, isModeless: boolean, where: string): Training {
  const own = inputsOf(scene);
  const draw = (training: boolean): readonly DrawnNoise[] => {
    const weights = new VariableSnapshot();
    try {
      return watchingNoise(scene.watched, () => {
        outputsOf(scene, own, { training, where });
      });
    } finally {
      weights.restore();
    }
  };
  const [first, second] = [draw(true), draw(true)];
  const atInference = isModeless ? [] : draw(false);
  const fixed = first.flatMap((noise, i): FixedNoise[] => {
    const again = second[i];
    if (again === undefined || !isSameNoise(noise, again)) return [];
    // A projection that was drawn once and for all is a constant of the model: inference has it too, and no sample has its own.
    const isConstant = isModeless
      ? noise.shape[0] !== scene.samples || noise.shape.length < 2
      : atInference.some((each) => isSameNoise(each, noise));
    return isConstant ? [] : [{ op: noise.op, shape: noise.shape, part: noise.part, line: noise.line() }];
  });
  return { fixed, drawnInTraining: first.length - fixed.length };
}

import { isTensor } from '../../tensor/subject.ts';
import { scoped } from '../../engine/scoped.ts';
import { engine, type Tensor } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../../checks/check-result.ts';
import { requireOptions } from '../../checks/options.ts';
import { followParts, type PartWork } from '../../engine/follow-parts.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import { VariableSnapshot } from '../../engine/variable-snapshot.ts';
import { SubjectError } from '../../errors.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed, seeded } from '../../random/seeded.ts';
import type { AcrossModesDetails, ModeFinding } from './across-modes-details.ts';
import { modesMessage } from './across-modes-message.ts';
import { watchingNoise } from './drawn-noise.ts';
import { wrongDropout } from './wrong-dropout.ts';
import { differenceOf, isSame } from './noise.ts';
import {
  behaviourScene,
  inputsOf,
  outputsOf,
  takesMode,
  type BehaviourData,
  type HostOutput,
  type Scene,
} from './scene.ts';
import { firstParting, traceOf } from './trace.ts';

/** How the modes are compared. */
export interface AcrossModesOptions {
  /** @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/**
 * Checks that training and inference differ only where something says so: dropout and noise, which draw at random in training and
 * not at inference, and batch norm, which goes by the batch in training and moves its averages. Whatever else differs is a branch on the
 * training flag that serving does not know of.
 * @param subject a layers model, a module, or a function of `xs` and `{ training }`
 * @param data a batch `{ xs, ys }`, or `{ xs }`
 * @param where who checks, as an error names it
 * @returns passes when nothing differs that does not say so
 * @throws SubjectError for what has no modes; ArgumentError for options that can't be used
 * @see Ben Braiek and Khomh, TheDeepChecker, 2022: consistency of training and inference
 * @example
 * const net = (xs, { training }) => (training ? xs.mul(2) : xs);
 * (await checkAcrossModes(net, { xs: tf.ones([2, 3]) })).pass; // false
 */
export async function checkAcrossModes(
  subject: unknown,
  data: BehaviourData,
  options: AcrossModesOptions = {},
  where = 'checkAcrossModes',
): Promise<CheckResult<AcrossModesDetails>> {
  const given = requireOptions(options, ['seed'], where);
  const seed = requireSeed(given.seed ?? 0, where);
  const scene = await behaviourScene(subject, data, where);
  if (scene.kind === 'graph' || (scene.kind === 'function' && !takesMode(subject))) {
    const expected =
      'something with two modes: a layers model, a module, or a function of (xs, { training })';
    throw new SubjectError(`${where}: received must be ${expected}; ${scene.name} has one.`, {
      argument: 'received',
      expected,
      actual: scene.name,
    });
  }
  const details = await undisturbed(seed, () => compareModes(scene, seed, where));
  return { pass: details.findings.length === 0, details, message: () => modesMessage(details) };
}

function compareModes(scene: Scene, seed: Seed, where: string): AcrossModesDetails {
  const own = inputsOf(scene);
  const findings: ModeFinding[] = [];
  const first = outputsOf(scene, own, { where }); // a subject may make its weights now
  const inference = movingOf(() => outputsOf(scene, own, { where })); // not seeded: it draws what comes next
  if (inference.moved) findings.push({ problem: 'moves', layer: undefined, largest: 0, origin: undefined });
  if (!isSame(first, inference.result, true)) {
    const largest = Math.max(...first.map((each, i) => differenceOf(each, inference.result[i]).largest));
    const [a, b] = [traceOf(scene, own, { where }), traceOf(scene, own, { where })];
    const origin = firstParting(
      a,
      b,
      ({ values: x }, { values: y }) => y?.every((v, i) => Object.is(v, x?.[i])) === false,
    );
    findings.push({ problem: 'random', layer: origin?.part, largest, origin });
  }
  findings.push(...wrongDropout(scene, own, seed, where));
  if (scene.kind === 'layers') {
    const byLayer = layersApart(scene, own, seed, where);
    return { findings: [...findings, ...byLayer.findings], declared: byLayer.declared };
  }
  return { findings: [...findings, ...wholeApart(scene, own, seed, where)], declared: [] };
}

/** Layers of TensorFlow.js whose modes differ by what they are. */
export const NOISE = /^(?:Dropout|SpatialDropout\dD|AlphaDropout|GaussianDropout|GaussianNoise)$/;
const OTHERS =
  /^(?:BatchNormalization|LSTM|GRU|SimpleRNN|RNN|Bidirectional|TimeDistributed|ConvLSTM2D|StackedRNNCells|Sequential|Functional|Model)$/;

/** Every layer is run in both modes on what it was given in training. */
function layersApart(scene: Scene, own: readonly Tensor[], seed: Seed, where: string): AcrossModesDetails {
  const findings: ModeFinding[] = [];
  const declared = new Set<string>();
  let isWithin = false;
  const look = ({ path, host, input, output }: PartWork): void => {
    if (isWithin) return; // what is run again below is not looked at again
    isWithin = true;
    try {
      const className = classOf(host);
      const run = (training: boolean): { result: HostOutput[]; drawn: boolean; moved: boolean } => {
        let result: HostOutput[] = [];
        let drawn = false;
        const { moved } = movingOf(() => {
          drawn =
            watchingNoise(undefined, () => {
              result = seeded(seed, () => scoped(() => hostOf(callOf(host)(input, { training }))));
            }).length > 0;
        });
        return { result, drawn, moved };
      };
      if (hostOf(output).length === 0) return;
      const [training, inference] = [run(true), run(false)];
      const isApart = !isSame(training.result, inference.result);
      if (isApart && (NOISE.test(className) || OTHERS.test(className))) declared.add(path);
      else if (isApart && ((training.drawn && !inference.drawn) || training.moved)) declared.add(path);
      else if (isApart) {
        const largest = Math.max(
          ...training.result.map((each, i) => differenceOf(each, inference.result[i]).largest),
        );
        findings.push({ problem: 'undeclared', layer: path, largest, origin: undefined });
      } else if (NOISE.test(className) && isMeantToAct(host) && !isZero(training.result)) {
        findings.push({ problem: 'inert', layer: path, largest: 0, origin: undefined });
      }
    } finally {
      isWithin = false;
    }
  };
  const weights = new VariableSnapshot();
  try {
    followParts(scene.watched, () => outputsOf(scene, own, { training: true, seed, where }), look);
  } finally {
    weights.restore();
  }
  return { findings, declared: [...declared] };
}

function callOf(layer: object): (input: unknown, options: { training: boolean }) => unknown {
  const part = layer as { call(input: unknown, options: object): unknown }; // followParts names layers by it
  return (input, options) => part.call(input, options);
}

/** The name of a layer's class; empty for what has none. */
export function classOf(layer: object): string {
  return 'getClassName' in layer ? (layer as { getClassName(): string }).getClassName() : ''; // every layer has it
}

/** Whether a layer is set to drop, or to add, anything to speak of. */
export function isMeantToAct(layer: object): boolean {
  return ['rate', 'stddev']
    .map((key): unknown => Reflect.get(layer, key))
    .some((each) => typeof each === 'number' && each >= 0.05);
}

function isZero(outputs: readonly HostOutput[]): boolean {
  // Of few elements, none may have been dropped.
  return outputs.every(({ values }) => values.filter((each) => each !== 0).length < 200);
}

function hostOf(output: unknown): HostOutput[] {
  return (Array.isArray(output) ? (output as unknown[]) : [output]).filter(isTensor).map((each, i) => ({
    name: String(i),
    shape: [...each.shape],
    dtype: each.dtype,
    values: each.dataSync<'float32'>().slice(),
  }));
}

/** Whether a run moves a variable; all are put back. */
function movingOf<Result>(run: () => Result): { result: Result; moved: boolean } {
  const before = new Map(Object.values(engine().registeredVariables).map((each) => [each, each.dataId]));
  const weights = new VariableSnapshot();
  try {
    const result = run();
    return {
      result,
      moved: [...before].some(([variable, id]) => !variable.isDisposed && variable.dataId !== id),
    };
  } finally {
    weights.restore();
  }
}

/** Of a module or a function, training as a whole: it draws, moves averages, or gives what inference gives. */
function wholeApart(scene: Scene, own: readonly Tensor[], seed: Seed, where: string): ModeFinding[] {
  let training: HostOutput[] = [];
  const draws = (mode: boolean): { drawn: number; moved: boolean } => {
    let drawn = 0;
    const { moved } = movingOf(() => {
      drawn = watchingNoise(undefined, () => {
        training = outputsOf(scene, own, { training: mode, seed, where });
      }).length;
    });
    return { drawn, moved };
  };
  const atInference = draws(false);
  const inference = training;
  const inTraining = draws(true);
  if (inTraining.moved || inTraining.drawn > atInference.drawn || isSame(training, inference)) return [];
  const largest = Math.max(...training.map((each, i) => differenceOf(each, inference[i]).largest));
  const traces = [true, false].map(
    (mode) => movingOf(() => traceOf(scene, own, { training: mode, seed, where })).result,
  );
  const [a, b] = traces;
  const origin =
    a &&
    b &&
    firstParting(a, b, ({ values: x }, { values: y }) => y?.every((v, i) => Object.is(v, x?.[i])) === false);
  return [{ problem: 'undeclared', layer: origin?.part, largest, origin }];
}

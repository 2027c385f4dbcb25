import { isTensor } from '../../tensor/subject.ts';
import { scoped } from '../../engine/scoped.ts';
import { engine, type Tensor } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../../checks/check-result.ts';
import { writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { requireOptions } from '../../checks/options.ts';
import { followParts, type PartWork } from '../../engine/follow-parts.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import { VariableSnapshot } from '../../engine/variable-snapshot.ts';
import { SubjectError } from '../../errors.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed, seeded } from '../../random/seeded.ts';
import { formatRounded } from '../../tensor/print-number.ts';
import { watchingNoise } from './drawn-noise.ts';
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
import { describeOrigin, firstParting, traceOf, type Origin } from './trace.ts';

/** How the modes are compared. */
export interface AcrossModesOptions {
  /** @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/** Something that the modes do not agree on, as data. */
export interface ModeFinding {
  /**
   * `random`: inference draws at random. `moves`: inference moves weights. `undeclared`: training gives something else, though nothing
   * in it draws, or averages over the batch. `inert`: a layer that drops or adds noise does nothing in training.
   */
  readonly problem: 'random' | 'moves' | 'undeclared' | 'inert';
  /** The layer, where it is known. */
  readonly layer: string | undefined;
  readonly largest: number;
  readonly origin: Origin | undefined;
}

/** What training and inference do not agree on, as data. */
export interface AcrossModesDetails {
  readonly findings: readonly ModeFinding[];
  /** Layers that differ between the modes as they should. */
  readonly declared: readonly string[];
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
  if (scene.kind === 'layers') {
    const byLayer = layersApart(scene, own, seed, where);
    return { findings: [...findings, ...byLayer.findings], declared: byLayer.declared };
  }
  return { findings: [...findings, ...wholeApart(scene, own, seed, where)], declared: [] };
}

/** Layers of TensorFlow.js whose modes differ by what they are. */
const NOISE = /^(?:Dropout|SpatialDropout\dD|AlphaDropout|GaussianDropout|GaussianNoise)$/;
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

function classOf(layer: object): string {
  return 'getClassName' in layer ? (layer as { getClassName(): string }).getClassName() : ''; // every layer has it
}

function isMeantToAct(layer: object): boolean {
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

const SENTENCES: Readonly<Record<ModeFinding['problem'], string>> = {
  random: 'Inference draws at random, as only training should',
  moves: 'Inference moves weights, as only training should',
  undeclared: 'Training gives something else than inference, though nothing says so',
  inert: 'A layer that should drop or add noise in training does nothing',
};

function modesMessage({ findings, declared }: AcrossModesDetails): string {
  const [first] = findings;
  if (first === undefined) {
    return writeMessage(
      'Expected training and inference to disagree, but they differ only where they should.',
      [['differ', declared.length > 0 ? declared.join(', ') : undefined]],
    );
  }
  return writeMessage(
    `${SENTENCES[first.problem]}${first.layer === undefined ? '' : `, in ${first.layer}`}.`,
    findings.flatMap(({ problem, layer, largest, origin }): EvidenceLine[] => [
      [
        layer ?? 'output',
        problem === 'inert'
          ? 'the same in both modes'
          : problem === 'moves'
            ? 'a weight is another one afterwards'
            : `differs by up to ${formatRounded(largest)}`,
      ],
      ['first at', origin && describeOrigin(origin)],
    ]),
    first.problem === 'undeclared'
      ? 'what differs should draw at random (dropout, noise) or go by batch statistics (batch norm); a factor or a branch on the training flag should be in both modes.'
      : undefined,
  );
}

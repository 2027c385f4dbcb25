import { io, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../../checks/check-result.ts';
import { requireOptions } from '../../checks/options.ts';
import { scoped } from '../../engine/scoped.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import { ArgumentError, SubjectError } from '../../errors.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed } from '../../random/seeded.ts';
import { isLayersModel, type LayersModelLike } from '../../subject/layers-model.ts';
import { describeKind, hasKeys } from '../../tensor/subject.ts';
import { compareModels } from './compare-models.ts';
import { differenceOf } from './noise.ts';
import type { RoundTripDetails } from './round-trip-details.ts';
import { roundTripMessage } from './round-trip-message.ts';
import { behaviourScene, inputsOf, outputsOf, type BehaviourData, type Scene } from './scene.ts';
import { firstParting, traceOf } from './trace.ts';

/** How a model is saved and loaded. */
export interface RoundTripOptions {
  /** Of a module: makes another one of the same architecture, to load into. Without it, the weights are changed and loaded back. */
  readonly make?: (() => unknown) | undefined;
  /** @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/** A module of ours, as far as it is saved. */
interface Saved {
  readonly variables: readonly Variable[];
  save(handler: io.IOHandler): Promise<unknown>;
  load(handler: io.IOHandler): Promise<unknown>;
}

/** The part of tfjs-layers that loads. */
interface LayersPackage {
  loadLayersModel(handler: io.IOHandler): Promise<LayersModelLike & { dispose(): unknown }>;
}

/**
 * Checks that a model comes back from a file as it went: the same outputs bit for bit, the same weights, and layers that know what they
 * knew: their rates, regularizers and `trainable`. Nothing is written to disk. A custom layer without its whole `getConfig` comes back
 * with the defaults of its constructor, and says nothing of it.
 * @param subject a layers model, or a module of this library
 * @param data a batch `{ xs, ys }`, or `{ xs }`
 * @param where who checks, as an error names it
 * @returns passes when nothing is lost
 * @throws SubjectError for what can't be saved at all, such as a function; ArgumentError for options that can't be used
 * @example
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [4] })] });
 * (await checkRoundTrip(model, { xs: tf.randomNormal([2, 4]) })).pass; // true
 */
export async function checkRoundTrip(
  subject: unknown,
  data: BehaviourData,
  options: RoundTripOptions = {},
  where = 'checkRoundTrip',
): Promise<CheckResult<RoundTripDetails>> {
  const given = requireOptions(options, ['make', 'seed'], where);
  const seed = requireSeed(given.seed ?? 0, where);
  const make = requireMake(given.make, where);
  if (!isLayersModel(subject) && !isSaved(subject)) {
    const expected = 'a layers model or a module, which can be saved and loaded';
    throw new SubjectError(`${where}: received must be ${expected}, got ${describeKind(subject)}.`, {
      argument: 'received',
      expected,
      actual: describeKind(subject),
    });
  }
  const scene = await behaviourScene(subject, data, where);
  const details = await undisturbed(seed, () =>
    isLayersModel(subject)
      ? tripOfLayers(subject, scene, data, { seed, where })
      : tripOfModule(subject, make, scene, data, { seed, where }),
  );
  const { outputs, config, weights, failure } = details;
  const pass = failure === undefined && outputs.length + config.length + weights.length === 0;
  return { pass, details, message: () => roundTripMessage(details) };
}

function requireMake(make: unknown, where: string): (() => unknown) | undefined {
  if (make === undefined || typeof make === 'function') return make as (() => unknown) | undefined; // what it makes is looked at
  throw new ArgumentError(
    `${where}: make must be a function that makes a module, got ${describeKind(make)}.`,
    {
      argument: 'make',
      expected: '() => module',
      actual: describeKind(make),
    },
  );
}

function isSaved(subject: unknown): subject is Saved {
  return (
    hasKeys(subject, 'variables', 'save', 'load') &&
    Array.isArray(subject.variables) &&
    typeof subject.save === 'function' &&
    typeof subject.load === 'function'
  );
}

interface Run {
  readonly seed: Seed;
  readonly where: string;
}

const NOTHING_LOST: RoundTripDetails = {
  outputs: [],
  origin: undefined,
  config: [],
  weights: [],
  failure: undefined,
};

async function tripOfLayers(
  model: LayersModelLike,
  scene: Scene,
  data: BehaviourData,
  run: Run,
): Promise<RoundTripDetails> {
  const artifacts = await saved(model);
  if ('step' in artifacts) return { ...NOTHING_LOST, failure: artifacts };
  // An optional peer: who has a layers model has it.
  const tfl = (await import('@tensorflow/tfjs-layers')) as unknown as LayersPackage;
  let loaded: Awaited<ReturnType<LayersPackage['loadLayersModel']>>;
  try {
    loaded = await tfl.loadLayersModel(io.fromMemory(artifacts));
  } catch (error) {
    return { ...NOTHING_LOST, failure: failureOf('load', error) };
  }
  try {
    const differences = scoped(() => compareModels(model, loaded));
    return { ...NOTHING_LOST, ...differences, ...(await outputsApart(scene, loaded, data, run)) };
  } catch (error) {
    return { ...NOTHING_LOST, failure: failureOf('load', error) };
  } finally {
    loaded.dispose();
  }
}

async function saved(
  model: LayersModelLike,
): Promise<io.ModelArtifacts | NonNullable<RoundTripDetails['failure']>> {
  let kept: io.ModelArtifacts | undefined;
  const handler = io.withSaveHandler((artifacts) => {
    kept = artifacts;
    return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
  });
  try {
    // Every layers model has it; where there is none, the call throws and says so.
    await (model as unknown as { save(handler: io.IOHandler): Promise<unknown> }).save(handler);
    if (kept === undefined) throw new Error('save handed nothing over');
    // What a file does to it: functions and undefined are lost.
    const topology = JSON.parse(JSON.stringify(kept.modelTopology)) as io.ModelArtifacts['modelTopology'] &
      object;
    return { ...kept, modelTopology: topology };
  } catch (error) {
    return failureOf('save', error);
  }
}

function failureOf(step: 'save' | 'load', error: unknown): NonNullable<RoundTripDetails['failure']> {
  const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  const [, unknown] = /Unknown layer: (\w+)/.exec(reason) ?? [];
  const hint =
    unknown === undefined
      ? undefined
      : `register it where it is defined: tf.serialization.registerClass(${unknown}).`;
  return { step, reason, hint };
}

async function outputsApart(
  scene: Scene,
  other: unknown,
  data: BehaviourData,
  run: Run,
): Promise<Pick<RoundTripDetails, 'outputs' | 'origin'>> {
  const twin = await behaviourScene(other, data, run.where);
  const own = inputsOf(scene);
  const [first, second] = [outputsOf(scene, own, run), outputsOf(twin, own, run)];
  const outputs = first
    .map((output, i) => differenceOf(output, second[i], { exact: true }))
    .filter(({ differing }) => differing > 0);
  if (outputs.length === 0) return { outputs, origin: undefined };
  const origin = firstParting(
    traceOf(scene, own, run),
    traceOf(twin, own, run),
    ({ values: a }, { values: b }) =>
      a !== undefined && b?.every((value, i) => Object.is(value, a[i])) === false,
  );
  return { outputs, origin };
}

async function tripOfModule(
  module: Saved,
  make: (() => unknown) | undefined,
  scene: Scene,
  data: BehaviourData,
  run: Run,
): Promise<RoundTripDetails> {
  const before = outputsOf(scene, inputsOf(scene), run); // makes the weights, where there are none yet
  let artifacts: io.ModelArtifacts | undefined;
  try {
    await module.save(
      io.withSaveHandler((given) => {
        artifacts = given;
        return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
      }),
    );
  } catch (error) {
    return { ...NOTHING_LOST, failure: failureOf('save', error) };
  }
  if (artifacts === undefined) {
    return { ...NOTHING_LOST, failure: failureOf('save', new Error('save handed nothing over')) };
  }
  const target = make === undefined ? module : make();
  if (!isSaved(target)) {
    throw new ArgumentError(`${run.where}: make must make a module, got ${describeKind(target)}.`, {
      argument: 'make',
      expected: '() => module',
      actual: describeKind(target),
    });
  }
  try {
    if (make === undefined) for (const variable of module.variables) scramble(variable);
    await target.load(io.fromMemory(artifacts));
  } catch (error) {
    return { ...NOTHING_LOST, failure: failureOf('load', error) };
  }
  const twin = make === undefined ? scene : await behaviourScene(target, data, run.where);
  const after = outputsOf(twin, inputsOf(scene), run);
  const outputs = before
    .map((output, i) => differenceOf(output, after[i], { exact: true }))
    .filter(({ differing }) => differing > 0);
  return { ...NOTHING_LOST, outputs };
}

/** So that loading has something to do. */
function scramble(variable: Variable): void {
  scoped(() => {
    const other: Tensor =
      variable.dtype === 'bool' ? variable.logicalNot() : variable.add(1).cast(variable.dtype);
    variable.assign(other);
  });
}

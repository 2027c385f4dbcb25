import { engine, randomNormal, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import type { CheckResult } from '../../checks/check-result.ts';
import { countOf, writeMessage, type EvidenceLine } from '../../checks/evidence.ts';
import { requireOptions } from '../../checks/options.ts';
import { scoped } from '../../engine/scoped.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed, seeded } from '../../random/seeded.ts';
import { formatRounded } from '../../tensor/print-number.ts';
import { differenceOf, noiseOf, scaleOf } from './noise.ts';
import {
  behaviourScene,
  inputsOf,
  outputName,
  outputsOf,
  type BehaviourData,
  type HostOutput,
  type Scene,
} from './scene.ts';
import { mirrored, raised, redrawn, shifted, zeroed, type Variant } from './variants.ts';

/** How a subject's dependence on its input is looked at. */
export interface DependsOnInputOptions {
  /** @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/** What one output does when the input is another one, as data. */
export interface OutputReaction {
  /** Empty where there is only one. */
  readonly output: string;
  readonly shape: readonly number[];
  /** The smallest and the largest element. */
  readonly range: readonly [min: number, max: number];
  /** The largest change that any other input made. */
  readonly largest: number;
  /** What rounding alone may change. */
  readonly noise: number;
  /** The inputs that change it. */
  readonly by: readonly string[];
}

/** What the outputs do when the inputs are other ones, as data. */
export interface DependsOnInputDetails {
  readonly outputs: readonly OutputReaction[];
  /** Inputs that change no output. */
  readonly ignored: readonly string[];
  /** Of the ignored ones, those that change an output in training. */
  readonly onlyInTraining: readonly string[];
  /** Inputs that change the output only once a weight is another one: it starts at zero, and is to be trained. */
  readonly onceTrained: readonly string[];
  /** The other contents that were tried. */
  readonly tried: readonly string[];
}

/** So many weights are moved, one by one, to see whether a constant output is one that training would bring to life. */
const MOST_MOVED = 60;

/**
 * Checks that what a subject predicts depends on its input: on each of them, in each output. Every input is put in another's place, set
 * to zeros, mirrored, raised and drawn anew. An output that starts constant because one layer starts at zeros is sound: it is told from
 * a dead one by moving a single weight.
 * @param subject a layers model, a module, a graph model, or a function of `xs`, or of `xs` and `{ training }`
 * @param data a batch `{ xs, ys }`, or `{ xs }`; for a function of tensors, its inputs in a list
 * @param where who checks, as an error names it
 * @returns passes when each input changes an output, and each output is changed by an input, by more than rounding
 * @throws SubjectError for what can't be used; ArgumentError for options that can't
 * @see Ben Braiek and Khomh, TheDeepChecker, 2022: the input-independent baseline
 * @example
 * const head = tf.sequential({ layers: [tf.layers.dense({ units: 1, activation: 'softmax', inputShape: [4] })] });
 * (await checkDependsOnInput(head, { xs: tf.randomNormal([8, 4]) })).pass; // false: one unit of softmax is always 1
 */
export async function checkDependsOnInput(
  subject: unknown,
  data: BehaviourData,
  options: DependsOnInputOptions = {},
  where = 'checkDependsOnInput',
): Promise<CheckResult<DependsOnInputDetails>> {
  const given = requireOptions(options, ['seed'], where);
  const seed = requireSeed(given.seed ?? 0, where);
  const scene = await behaviourScene(subject, data, where);
  const details = await undisturbed(seed, () => reactionsOf(scene, seed, where));
  const isConstant = details.outputs.some(({ by }) => by.length === 0);
  return {
    pass: details.ignored.length === 0 && !isConstant,
    details,
    message: () => dependsMessage(details),
  };
}

function reactionsOf(scene: Scene, seed: Seed, where: string): DependsOnInputDetails {
  const isDiscrete = outputsOf(scene, inputsOf(scene), { seed, where }).some(
    ({ dtype }) => dtype !== 'float32',
  );
  const within: readonly Variant[] = [shifted, zeroed, mirrored, redrawn(seed)];
  // What only answers to inputs beyond those that it gets is as good as constant; but a class may need a push to be another one.
  const variants = isDiscrete ? [...within, raised] : within;
  const names = scene.inputs.map(({ name }) => name);
  const reactions = changesBy(scene, variants, { seed, where });
  const mute = names.filter((name) => reactions.every(({ by }) => !by.includes(name)));
  const constant = reactions.filter(({ by }) => by.length === 0).map(({ output }) => output);
  const onceTrained: string[] = [];
  if (mute.length > 0 || constant.length > 0) {
    for (const weight of movableWeights(scene)) {
      if (onceTrained.length >= mute.length && constant.length === 0) break;
      const after = whileMoved(weight, seed, () => changesBy(scene, variants, { seed, where }));
      for (const name of mute) {
        if (!onceTrained.includes(name) && after.some(({ by }) => by.includes(name))) onceTrained.push(name);
      }
      for (const { output, by } of after) {
        const at = constant.indexOf(output);
        const own = reactions.find((each) => each.output === output);
        if (at === -1 || by.length === 0 || own === undefined) continue;
        constant.splice(at, 1);
        own.by.push(...by);
      }
    }
  }
  const ignored = mute.filter((name) => !onceTrained.includes(name));
  const inTraining =
    ignored.length === 0 || scene.kind === 'graph'
      ? []
      : changesBy(scene, variants, { training: true, seed, where });
  return {
    outputs: reactions,
    ignored,
    onlyInTraining: ignored.filter((name) => inTraining.some(({ by }) => by.includes(name))),
    onceTrained,
    tried: variants.map(({ name }) => name),
  };
}

interface Reaction extends OutputReaction {
  largest: number;
  readonly by: string[];
}

function changesBy(
  scene: Scene,
  variants: readonly Variant[],
  run: { readonly training?: boolean; readonly seed: Seed; readonly where: string },
): Reaction[] {
  const own = inputsOf(scene);
  const base = outputsOf(scene, own, run);
  const reactions = base.map(reactionOf);
  for (const [at, { name, tensor }] of scene.inputs.entries()) {
    for (const variant of variants) {
      if (reactions.every(({ by }) => by.includes(name))) break;
      const other = variant.make(tensor);
      try {
        note(base, outputsOf(scene, withInput(own, at, other), run), reactions, name);
      } finally {
        other.dispose();
      }
    }
  }
  return reactions;
}

function note(
  base: readonly HostOutput[],
  changed: readonly HostOutput[],
  reactions: readonly Reaction[],
  input: string,
): void {
  for (const [i, reaction] of reactions.entries()) {
    const output = base[i];
    if (output === undefined) continue;
    const { differing, largest } = differenceOf(output, changed[i]);
    reaction.largest = Math.max(reaction.largest, largest);
    if (differing > 0 && !reaction.by.includes(input)) reaction.by.push(input);
  }
}

function reactionOf({ name, shape, values }: HostOutput): Reaction {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) [min, max] = [Math.min(min, value), Math.max(max, value)];
  return { output: name, shape, range: [min, max], largest: 0, noise: noiseOf(scaleOf(values)), by: [] };
}

function withInput(own: readonly Tensor[], at: number, other: Tensor): Tensor[] {
  return own.map((tensor, i) => (i === at ? other : tensor));
}

/** The last ones first: a layer that starts at zeros is most often the last. */
function movableWeights({ weights, kind }: Scene): Variable[] {
  const known =
    kind === 'function' ? Object.values(engine().registeredVariables) : weights.map((each) => each.variable);
  return known
    .filter(({ dtype, trainable }) => dtype === 'float32' && trainable)
    .slice(-MOST_MOVED)
    .reverse();
}

/** Adds a tenth of its own size to a weight, or 0.1 where it is zero; a dead unit stays dead by that. */
function whileMoved<Result>(weight: Variable, seed: Seed, run: () => Result): Result {
  const before = weight.clone();
  const rms = scoped(() => weight.square().mean().sqrt().dataSync()[0] ?? 0);
  seeded(seed, () => {
    scoped(() => {
      weight.assign(weight.add(randomNormal(weight.shape).mul(rms > 0 ? 0.1 * rms : 0.1)));
    });
  });
  try {
    return run();
  } finally {
    weight.assign(before);
    before.dispose();
  }
}

function dependsMessage(details: DependsOnInputDetails): string {
  const { outputs, ignored, onlyInTraining, onceTrained, tried } = details;
  const constant = outputs.filter(({ by }) => by.length === 0);
  const others = `${countOf(tried.length, 'other content')} of it: ${tried.join(', ')}`;
  const [first] = constant;
  if (first === undefined && ignored.length === 0) {
    return writeMessage('Expected the output not to depend on the input, but it does.', [
      ...outputs.map((each): EvidenceLine => [
        each.output === '' ? 'output' : each.output,
        reactionText(each),
      ]),
      ['needs a step', onceTrained.length > 0 ? onceTrained.join(', ') : undefined],
    ]);
  }
  if (first !== undefined) {
    const what = constant.map(({ output }) => outputName(output)).join(' and ');
    return writeMessage(
      `${what.charAt(0).toUpperCase()}${what.slice(1)} does not depend on the input.`,
      [
        ...constant.map((each): EvidenceLine => [
          each.output === '' ? 'output' : each.output,
          reactionText(each),
        ]),
        ['tried', others],
      ],
      constantHint(first),
    );
  }
  const names = ignored.map((name) => `'${name}'`).join(' and ');
  return writeMessage(
    `The ${ignored.length === 1 ? 'input' : 'inputs'} ${names} ${ignored.length === 1 ? 'does' : 'do'} not reach the output.`,
    [
      ...outputs.map((each): EvidenceLine => [
        each.output === '' ? 'output' : each.output,
        `changes with ${each.by.join(', ')}`,
      ]),
      ['in training', onlyInTraining.length > 0 ? `changes with ${onlyInTraining.join(', ')}` : undefined],
      ['tried', others],
    ],
  );
}

function reactionText({ shape, range: [min, max], largest, noise, by }: OutputReaction): string {
  const values =
    min === max ? `${formatRounded(min)} everywhere` : `${formatRounded(min)} to ${formatRounded(max)}`;
  const change = largest === 0 ? 'not one bit changes' : `changes by ${formatRounded(largest)} at most`;
  const rounding = by.length === 0 && largest > 0 ? `, rounding alone makes ${formatRounded(noise)}` : '';
  return `[${shape.join(', ')}], ${values}; ${change}${rounding}`;
}

function constantHint({ shape, range: [min, max] }: OutputReaction): string | undefined {
  if (min === 1 && max === 1 && shape.at(-1) === 1) {
    return 'a softmax over one unit is always 1; two classes take one unit of sigmoid, or two of softmax.';
  }
  return 'usual causes: units that never fire (a large negative bias), an input that is multiplied by zero or cast to int, or weights that are all zero.';
}

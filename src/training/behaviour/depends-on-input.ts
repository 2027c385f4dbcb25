import type { CheckResult } from '../../checks/check-result.ts';
import { requireOptions } from '../../checks/options.ts';
import { undisturbed } from '../../engine/undisturbed.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed } from '../../random/seeded.ts';
import type { DependsOnInputDetails, OutputReaction } from './depends-on-input-details.ts';
import { dependsMessage } from './depends-on-input-message.ts';
import { ignoredHalves } from './ignored-halves.ts';
import { movableWeights, whileMoved } from './moved-weights.ts';
import { differenceOf, noiseOf, scaleOf } from './noise.ts';
import {
  behaviourScene,
  inputsOf,
  outputsOf,
  type BehaviourData,
  type HostOutput,
  type Scene,
} from './scene.ts';
import { mirrored, raised, redrawn, shifted, withInput, zeroed, type Variant } from './variants.ts';

/** How a subject's dependence on its input is looked at. */
export interface DependsOnInputOptions {
  /** @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

/**
 * Checks that what a subject predicts depends on its input: on each of them, in each output. Every input is put in another's place, set
 * to zeros, mirrored, raised and drawn anew. An output that starts constant because one layer starts at zeros is sound: it is told from
 * a dead one by moving a single weight.
 * @param subject a layers model, a module, a graph model, or a function of `xs`, or of `xs` and `{ training }`
 * @param data a batch `{ xs, ys }`, or `{ xs }`; for a function of tensors, its inputs in a list
 * @param where who checks, as an error names it
 * @returns passes when each input changes an output, and each output is changed by an input, by more than rounding, and no half of
 *   an input is without an effect, as when the first step of a sequence is taken for the last
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
    pass: details.ignored.length === 0 && details.ignoredHalves.length === 0 && !isConstant,
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
  const isMute = ignored.length > 0 || reactions.some(({ by }) => by.length === 0);
  return {
    outputs: reactions,
    ignored,
    // What an output answers to only when a class changes is not seen by halves.
    ignoredHalves: isMute || isDiscrete ? [] : ignoredHalves(scene, seed, where),
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

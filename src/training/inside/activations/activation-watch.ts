import type { Tensor } from '@tensorflow/tfjs-core';
import type { KernelRun } from '../../../engine/kernel-watch.ts';
import {
  deadUnits,
  mergeActivity,
  unitActivity,
  type UnitActivity,
} from '../../../gradients/flow/unit-activity.ts';
import { describeAt } from '../places.ts';
import type { ActivationFault, LayerActivations } from './activation-details.ts';
import { activationOf, squashedBeyond, sureRows, type Saturation } from './activation-kinds.ts';

/** More than this share of what is squashed lies where it is flat, in a layer that is saturated. */
const SATURATED_SHARE = 0.5;

interface Seen {
  readonly key: string;
  readonly place: () => string;
  readonly kernel: string;
  readonly input: number;
  readonly output: number;
  readonly activity: UnitActivity | undefined;
  readonly saturation: Saturation | undefined;
}

const VIEWS = new Set(['Identity', 'Reshape', 'ExpandDims', 'Squeeze', 'Cast']);

/** Watches activations while a model runs forward. */
export class ActivationWatch {
  #seen: Seen[] = [];
  readonly #learned: Set<number>;
  readonly #views = new Map<number, number>();

  readonly #isAllLearned: boolean;

  /**
   * @param weights ids of the weights: only what is computed from them is a layer's doing
   * @param isAllLearned whether weights can't be told from constants, as in a graph model
   */
  constructor(weights: Iterable<number>, isAllLearned: boolean) {
    this.#learned = new Set(weights);
    this.#isAllLearned = isAllLearned;
  }

  note(run: KernelRun): void {
    if (run.nested || run.backward) return;
    const inputs = Object.values(run.inputs);
    const [output] = run.outputs;
    if (output === undefined) return;
    const isLearned = this.#isAllLearned || inputs.some(({ id }) => this.#learned.has(id));
    if (isLearned) for (const { id } of run.outputs) this.#learned.add(id);
    const [only] = inputs;
    if (VIEWS.has(run.kernel) && only) this.#views.set(output.id, only.id);
    if (run.kernel === 'Multiply') this.#forgetGatedBySelf(inputs);
    const activation = isLearned ? activationOf(run) : undefined;
    if (activation === undefined) return;
    if (!this.#isAllLearned && !this.#learned.has(activation.input.id)) return;
    const { input } = activation;
    const units = input.shape.at(-1) ?? 1;
    const where = run.part ?? run.line ?? '';
    this.#seen.push({
      key: `${where}|${run.kernel}|${units}`,
      place: () => run.part ?? describeAt(run),
      kernel: run.kernel,
      input: input.id,
      output: output.id,
      activity:
        activation.kind === 'rectifier' ? unitActivity(input, activation.from, activation.to) : undefined,
      saturation:
        activation.kind === 'squashing'
          ? squashedBeyond(input, activation.beyond)
          : activation.kind === 'softmax'
            ? sureRows(input)
            : undefined,
    });
  }

  /** What a sigmoid gates that it was computed from (SiLU) is a rectifier of its own kind: flat on one side only. */
  #forgetGatedBySelf(inputs: readonly Tensor[]): void {
    const ids = inputs.map(({ id }) => id);
    this.#seen = this.#seen.filter(
      ({ kernel, input, output }) => kernel !== 'Sigmoid' || !(ids.includes(input) && ids.includes(output)),
    );
  }

  /**
   * Takes those out that make what the model predicts.
   * @returns which outputs are squashed, or shared out, and saturated
   */
  takeFinal(outputs: readonly Tensor[]): { readonly output: Tensor; readonly layer: LayerActivations }[] {
    return outputs.flatMap((output) => {
      let id: number | undefined = output.id;
      while (id !== undefined && !this.#seen.some((each) => each.output === id)) id = this.#views.get(id);
      const found = this.#seen.find((each) => each.output === id && each.saturation !== undefined);
      if (found === undefined) return [];
      this.#seen = this.#seen.filter((each) => each !== found);
      return [{ output, layer: judge([found]) }];
    });
  }

  /** What is known of each layer, in the order in which they ran. */
  get layers(): LayerActivations[] {
    const groups = new Map<string, Seen[]>();
    for (const each of this.#seen) {
      const known = groups.get(each.key);
      if (known === undefined) groups.set(each.key, [each]);
      else known.push(each);
    }
    return [...groups.values()].map(judge);
  }
}

/** One layer, from all its calls: a recurrent one runs step by step. */
function judge(calls: readonly Seen[]): LayerActivations {
  const [first] = calls as readonly [Seen]; // groups are never empty
  const { kernel } = first;
  const activity = calls
    .map((each) => each.activity)
    .filter((each) => each !== undefined)
    .reduce<UnitActivity | undefined>(
      (all, each) => (all === undefined ? each : mergeActivity(all, each)),
      undefined,
    );
  if (activity !== undefined) {
    const of = activity.fired.length;
    const dead = deadUnits(activity);
    const silent = activity.fired.flatMap((fired, unit) => (fired ? [] : [activity.means[unit] ?? 0]));
    const fault: ActivationFault | undefined =
      dead === undefined
        ? undefined
        : {
            kind: 'dead',
            units: dead,
            of,
            mean: silent.reduce((sum, mean) => sum + mean, 0) / silent.length,
          };
    return { layer: first.place(), kernel, fault, share: of === 0 ? 0 : silent.length / of };
  }
  const flat = calls.reduce((sum, { saturation }) => sum + (saturation?.flat ?? 0), 0);
  const of = calls.reduce((sum, { saturation }) => sum + (saturation?.of ?? 0), 0);
  const typical = Math.max(...calls.map(({ saturation }) => saturation?.typical ?? 0));
  const share = of === 0 ? 0 : flat / of;
  const fault: ActivationFault | undefined =
    share > SATURATED_SHARE ? { kind: 'saturated', flat, of, typical } : undefined;
  return { layer: first.place(), kernel, fault, share };
}

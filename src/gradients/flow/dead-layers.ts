import type { FlowVerdict } from './flow-details.ts';
import { isAffine, isWeighted } from './kernels.ts';
import type { TapeStep } from './tape-watch.ts';
import { placeOf, type Trails } from './trails.ts';
import { deadUnits, mergeActivity, type UnitActivity } from './unit-activity.ts';

/** The rectifiers whose units stay silent. */
export interface DeadLayers {
  /** Verdicts by the ids of the weights right before the rectifier. */
  readonly verdicts: ReadonlyMap<number, FlowVerdict>;
  /** Rectifiers that are silent only because one before them is: that one. */
  readonly causes: ReadonlyMap<TapeStep, TapeStep>;
}

interface Rectifier {
  readonly step: TapeStep;
  readonly feeders: readonly number[];
  readonly units: UnitActivity;
}

/** Finds the layers of which at least half of the units never fire. */
export function deadLayers(trails: Trails, weights: ReadonlySet<number>): DeadLayers {
  const rectifiers = rectifiersOf(trails, weights);
  const silent = rectifiers.filter(({ units }) => units.fired.length > 0 && !units.fired.includes(true));
  const causes = new Map<TapeStep, TapeStep>();
  const verdicts = new Map<number, FlowVerdict>();
  for (const { step, feeders, units } of rectifiers) {
    const dead = deadUnits(units);
    if (dead === undefined) continue;
    // Where the samples make no difference any more, something before it has gone silent.
    const isConstant = dead === units.fired.length && units.spreads.every((spread) => spread === 0);
    const cause = isConstant ? silent.find((other) => isBehind(step, other.step, trails)) : undefined;
    if (cause !== undefined) causes.set(step, cause.step);
    const verdict: FlowVerdict =
      cause === undefined
        ? { kind: 'dead', units: dead, of: units.fired.length, by: placeOf(step) }
        : { kind: 'blocked', by: [{ ...placeOf(cause.step), reason: 'saturated' }] };
    for (const id of feeders) verdicts.set(id, verdict);
  }
  return { verdicts, causes };
}

/** Rectifiers between weights and the loss. A layer that is used several times, as in a recurrent cell, counts once. */
function rectifiersOf(trails: Trails, weights: ReadonlySet<number>): Rectifier[] {
  const byFeeders = new Map<string, Rectifier>();
  for (const step of trails.steps) {
    if (step.units === undefined || !trails.leadsToLoss(step)) continue;
    const feeders = feedersOf(step, trails, weights);
    if (feeders.length === 0) continue;
    const key = feeders.join();
    const known = byFeeders.get(key);
    const units = known === undefined ? step.units : mergeActivity(known.units, step.units);
    byFeeders.set(key, { step: known?.step ?? step, feeders, units });
  }
  return [...byFeeders.values()];
}

function isBehind(step: TapeStep, other: TapeStep, trails: Trails): boolean {
  const [output] = other.outputs;
  return step !== other && output !== undefined && trails.reach(output).steps.has(step);
}

/** The weights of the layer whose activation a rectifier is: back over sums, normalisation and one product. */
function feedersOf(rectifier: TapeStep, trails: Trails, weights: ReadonlySet<number>): number[] {
  const found = new Set<number>();
  const seen = new Set<TapeStep>();
  const visit = (id: number): void => {
    if (weights.has(id)) {
      found.add(id);
      return;
    }
    const step = trails.makerOf(id);
    if (step === undefined || seen.has(step) || !isAffine(step.kernel)) return;
    seen.add(step);
    // Past a product with a weight there is the layer before.
    const own = isWeighted(step.kernel)
      ? step.inputs.filter((input) => isWeight(input.id, trails, weights))
      : [];
    for (const input of own.length > 0 ? own : step.inputs) visit(input.id);
  };
  for (const { id } of rectifier.inputs) visit(id);
  return [...found].sort((a, b) => a - b);
}

/** Whether a tensor is a weight, or one that was only reshaped. */
function isWeight(id: number, trails: Trails, weights: ReadonlySet<number>): boolean {
  if (weights.has(id)) return true;
  const maker = trails.makerOf(id);
  const [only, ...others] = maker?.inputs ?? [];
  return (
    maker !== undefined &&
    only !== undefined &&
    others.length === 0 &&
    isAffine(maker.kernel) &&
    isWeight(only.id, trails, weights)
  );
}

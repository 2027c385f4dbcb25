import type { Attenuation, FlowVerdict } from './flow-details.ts';
import type { TapeStep } from './tape-watch.ts';
import type { Reach, Trails } from './trails.ts';

/** A weight of a layer, and what arrived there. */
export interface DeepWeight {
  readonly id: number;
  readonly name: string;
  readonly rank: number;
  readonly owner: string;
  readonly gradientNorm: number;
  readonly weightNorm: number;
  readonly reach: Reach;
}

/**
 * The first layers get less than this share of the last layers' gradient, where it vanishes …
 * @see Zhang et al., AutoTrainer: An Automatic DNN Training Problem Detection and Repair System, ICSE 2021
 */
const VANISHED = 1e-3;
/** … and where it explodes, so many times as much comes back to them. */
const EXPLODED = 70;

interface Layer extends DeepWeight {
  readonly steps: readonly TapeStep[];
  /** What came into the layer on the way back. */
  readonly signal: number;
}

/**
 * Compares the gradient at the layers nearest to the data with that at the layers nearest to the loss: both the gradient of
 * the weights and what arrives at the layer, since data of another scale changes the one and not the other.
 * @param ids of all trained weights
 * @returns verdicts by the id of the weight
 */
export function judgeDepth(
  weights: readonly DeepWeight[],
  trails: Trails,
  ids: ReadonlySet<number>,
): ReadonlyMap<number, FlowVerdict> {
  const layers = weights.flatMap((weight): Layer[] => {
    const steps = weight.rank < 2 ? [] : trails.layersOf(weight.id);
    const signal = Math.hypot(...steps.map(({ incoming }) => incoming?.norm ?? 0));
    return steps.length > 0 && weight.gradientNorm > 0 ? [{ ...weight, steps, signal }] : [];
  });
  const isBefore = (one: Layer, other: Layer): boolean =>
    one !== other && other.steps.some((step) => one.reach.steps.has(step) && !one.steps.includes(step));
  const first = layers.filter((layer) => !layers.some((other) => isBefore(other, layer)));
  const verdicts = new Map<number, FlowVerdict>();
  // Layers that read the same data share its gradient: little may reach the queries of an attention, and all of it the values.
  for (const group of groupBySource(first, trails, ids)) {
    const behind = layers.filter((layer) => group.some((each) => isBefore(each, layer)));
    const last = behind.filter((layer) => !behind.some((other) => isBefore(layer, other)));
    if (last.length === 0) continue;
    const most = (all: readonly Layer[], value: (layer: Layer) => number): number =>
      Math.max(...all.map(value));
    const norm = most(last, (layer) => layer.gradientNorm);
    const signal = most(last, (layer) => layer.signal);
    const ratio = most(group, (layer) => layer.gradientNorm) / norm;
    const signals = most(group, (layer) => layer.signal) / signal;
    const isSmall = ratio < VANISHED && signals < VANISHED;
    // Where what goes forward grows as much, all kernels get the same, which is far too much for any of them.
    const isTooMuch =
      ratio > EXPLODED || group.some((layer) => layer.gradientNorm > EXPLODED * layer.weightNorm);
    const isLarge = signals > EXPLODED && isTooMuch;
    if (!isSmall && !isLarge) continue;
    const along = [...group, ...behind];
    const by = attenuation(along, trails, isSmall);
    const owners = new Map<string, FlowVerdict>();
    for (const layer of along) {
      const share = layer.gradientNorm / norm;
      const arriving = layer.signal / signal;
      if (isSmall ? share >= VANISHED || arriving >= VANISHED : arriving <= EXPLODED) continue;
      const verdict: FlowVerdict = isSmall
        ? { kind: 'vanishing', ratio: share, by }
        : { kind: 'exploding', ratio: arriving, by };
      verdicts.set(layer.id, verdict);
      owners.set(layer.owner, verdict);
    }
    // The biases of a layer share its fate.
    for (const weight of weights) {
      const verdict = owners.get(weight.owner);
      const share = weight.gradientNorm / norm;
      if (verdict === undefined || verdicts.has(weight.id) || share === 0) continue;
      if (!isSmall) verdicts.set(weight.id, verdict);
      else if (share < VANISHED) verdicts.set(weight.id, { kind: 'vanishing', ratio: share, by });
    }
  }
  return verdicts;
}

function groupBySource(first: readonly Layer[], trails: Trails, ids: ReadonlySet<number>): Layer[][] {
  const groups: { sources: Set<number>; layers: Layer[] }[] = [];
  for (const layer of first) {
    const sources = new Set(layer.steps.flatMap((step) => [...trails.sourcesOf(step, ids)]));
    const known = groups.find((group) => [...sources].some((source) => group.sources.has(source)));
    if (known === undefined) groups.push({ sources, layers: [layer] });
    else {
      known.layers.push(layer);
      for (const source of sources) known.sources.add(source);
    }
  }
  return groups.map(({ layers }) => layers);
}

/** Which kernel shrank (or grew) the gradient most, on the way to the first layers. */
function attenuation(layers: readonly Layer[], trails: Trails, shrinks: boolean): Attenuation | undefined {
  const byKernel = new Map<string, { steps: number; log: number }>();
  const passed = new Set(layers.flatMap(({ reach }) => [...reach.steps]));
  const tensors = new Set(layers.flatMap(({ reach }) => [...reach.tensors]));
  for (const step of passed) {
    const incoming = step.incoming?.norm ?? 0;
    if (!trails.leadsToLoss(step) || incoming === 0) continue;
    // Towards what was computed from the layers, not into the weights themselves.
    const onward = step.inputs.filter(
      (input) => tensors.has(input.id) && trails.makerOf(input.id) !== undefined,
    );
    const outgoing = Math.hypot(...onward.map(({ name }) => step.outgoing.get(name)?.norm ?? 0));
    if (onward.length === 0 || outgoing === 0) continue;
    const known = byKernel.get(step.kernel) ?? { steps: 0, log: 0 };
    byKernel.set(step.kernel, { steps: known.steps + 1, log: known.log + Math.log(outgoing / incoming) });
  }
  const sorted = [...byKernel].sort(([, a], [, b]) => (shrinks ? a.log - b.log : b.log - a.log));
  const [worst] = sorted;
  return worst && { kernel: worst[0], steps: worst[1].steps, factor: Math.exp(worst[1].log) };
}

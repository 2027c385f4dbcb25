import type { Tensor } from '@tensorflow/tfjs-core';
import type { Seed } from '../../random/generator.ts';
import { VariableSnapshot } from '../../engine/variable-snapshot.ts';
import type { ModeFinding } from './across-modes-details.ts';
import type { HostValues, Scene } from './scene.ts';
import { originOf, traceOf, type Trace, type TracedKernel } from './trace.ts';

/** With fewer elements a share of them says little. */
const MANY = 64;
/** Less than this is a sparse input, more than that is nothing. */
const [LEAST, MOST] = [0.02, 0.99];
/** A rate from here on is one that was taken for the share that is kept. */
const TOO_MUCH = 0.79;
/** By how much the factor may be off, beside what chance explains. */
const TOLERANCE = 0.1;

/** What a kernel does that drops elements. */
interface Dropping {
  readonly kernel: TracedKernel;
  readonly dropped: number;
  /** What the rest is multiplied by, here and right after. */
  readonly factor: number;
  readonly elements: number;
}

/**
 * Looks for dropout that is not what it should be: a kernel that gives each element of its input either as zero or times one factor, in
 * training and not at inference. The factor should be 1 / (1 - rate), so that the sum stays as it is on average.
 */
export function wrongDropout(scene: Scene, own: readonly Tensor[], seed: Seed, where: string): ModeFinding[] {
  const [training, inference] = [true, false].map((mode) =>
    droppingsOf(traceIn(scene, own, mode, seed, where)),
  );
  if (training === undefined || inference === undefined) return [];
  // What drops at inference, too, is a mask of padding; where inference scales instead, the factor is not told from here.
  if (inference.droppings.length > 0 || inference.scalings > training.scalings) return [];
  return training.droppings.flatMap(({ kernel, dropped, factor, elements }): ModeFinding[] => {
    const chance = (4 * Math.sqrt((dropped * (1 - dropped)) / elements)) / (1 - dropped);
    const isOff = Math.abs(factor * (1 - dropped) - 1) > TOLERANCE + chance;
    if (!isOff && dropped < TOO_MUCH) return [];
    return [
      {
        problem: isOff ? 'unscaled' : 'drops most',
        layer: kernel.part,
        largest: 0,
        origin: originOf(kernel),
        dropout: { dropped, factor },
      },
    ];
  });
}

function traceIn(scene: Scene, own: readonly Tensor[], training: boolean, seed: Seed, where: string): Trace {
  const weights = new VariableSnapshot();
  try {
    return traceOf(scene, own, { training, seed, where, copyInputs: true });
  } finally {
    weights.restore();
  }
}

function droppingsOf({ kernels }: Trace): { readonly droppings: Dropping[]; readonly scalings: number } {
  const droppings = kernels.flatMap((kernel): Dropping[] => {
    const found = PRODUCTS.has(kernel.kernel) ? dropping(kernel) : undefined;
    return found === undefined
      ? []
      : [{ kernel, ...found, factor: found.factor * scaledBy(kernel, kernels) }];
  });
  return { droppings, scalings: kernels.filter((each) => scalarOf(each) !== undefined).length };
}

const PRODUCTS = new Set(['Multiply', 'Select', 'RealDiv']);

/** Whether each element of one input comes out as zero, or times the same factor. */
function dropping({ inputs, outputs }: TracedKernel): Omit<Dropping, 'kernel'> | undefined {
  const out = outputs[0]?.values;
  if (out === undefined || out.length < MANY) return undefined;
  for (const input of Object.values(inputs)) {
    const given = input.values;
    if (given?.length !== out.length || input.dtype !== 'float32') continue;
    const found = factorOf(given, out);
    if (found !== undefined) return found;
  }
  return undefined;
}

function factorOf(given: HostValues, out: HostValues): Omit<Dropping, 'kernel'> | undefined {
  let [elements, zeros, factor] = [0, 0, NaN];
  let isOfOnes = true;
  for (const [i, value] of given.entries()) {
    const to = out[i] ?? NaN;
    if (value === 0) {
      if (to !== 0) return undefined;
      continue;
    }
    elements += 1;
    if (value !== given[0]) isOfOnes = false;
    if (to === 0) {
      zeros += 1;
      continue;
    }
    const ratio = to / value;
    if (Number.isNaN(factor)) factor = ratio;
    if (!(Math.abs(ratio - factor) <= 1e-3 * Math.abs(factor))) return undefined;
  }
  const dropped = zeros / elements;
  // A mask that is scaled, or made of numbers that are alike, is no input of which elements are dropped.
  if (elements < MANY || isOfOnes || !(dropped >= LEAST && dropped <= MOST) || !(factor > 0))
    return undefined;
  return { dropped, factor, elements };
}

/** What the kernels right after multiply by, as long as it is one number. */
function scaledBy(kernel: TracedKernel, kernels: readonly TracedKernel[]): number {
  const ids = new Set(kernel.outputs.map(({ id }) => id));
  let factor = 1;
  for (const next of kernels.slice(kernels.indexOf(kernel) + 1)) {
    if (!Object.values(next.inputs).some(({ id }) => ids.has(id))) continue;
    const scalar = scalarOf(next);
    if (scalar === undefined) return factor;
    factor *= scalar;
    for (const { id } of next.outputs) ids.add(id);
  }
  return factor;
}

/** The one number that a kernel multiplies by; `undefined` for any other kernel. */
function scalarOf({ kernel, inputs }: TracedKernel): number | undefined {
  const [a, b] = [inputs['a'], inputs['b']];
  const [one] = b?.values?.length === 1 ? b.values : [];
  if (kernel === 'RealDiv' && one !== undefined) return 1 / one;
  if (kernel !== 'Multiply') return undefined;
  const [other] = a?.values?.length === 1 ? a.values : [];
  return one ?? other;
}

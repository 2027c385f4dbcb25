import type { Tensor } from '@tensorflow/tfjs-core';
import type { InputProbe } from './probes.ts';

/** Logits that no loss should mind: a sure model gives them. */
const SURE = 1000;
/** An empty mask, a sample without a label. */
const NOTHING_POSITIVE = 'all targets and predictions 0';
/** Rows that sum to one within this are distributions. */
const ROUNDING = 1e-3;

/**
 * Predictions at which a loss should be finite, as far as they follow from what the model gives: certain and right,
 * certain and wrong, 0 and 1; and where it regresses, a perfect fit.
 * @param pairs the prediction and the target of each output; what has no target of its own is `undefined`
 * @returns probes whose values are in the order of `pairs`
 */
export function predictionProbes(
  pairs: readonly (readonly [prediction: Tensor, target: Tensor | undefined])[],
): InputProbe[] {
  const plans = pairs.map(([prediction, target]) => (target && plan(prediction, target)) ?? new Map());
  const names = new Set(plans.flatMap((each) => [...each.keys()] as string[]));
  return [...names].map((name) => ({
    kind: 'predictions',
    name,
    withoutTargets: name === NOTHING_POSITIVE,
    values: plans.map((each: ReadonlyMap<string, Float32Array>) => each.get(name)),
  }));
}

function plan(prediction: Tensor, target: Tensor): ReadonlyMap<string, Float32Array> | undefined {
  if (prediction.dtype !== 'float32') return undefined;
  const wanted = asPrediction(target, prediction);
  if (wanted === undefined) return undefined;
  const predicted = prediction.dataSync();
  const isBetween = (values: ArrayLike<number>): boolean =>
    Array.from(values).every((value) => value >= 0 && value <= 1);
  const fill = (value: number): Float32Array => new Float32Array(wanted.length).fill(value);
  if (!isBetween(wanted)) {
    // A rate above zero never meets a count of zero.
    const areCounts = wanted.every((value) => Number.isInteger(value) && value >= 0) && wanted.includes(0);
    if (areCounts && predicted.every((value) => value > 0)) return undefined;
    return new Map([['predictions equal to the targets', wanted]]);
  }
  if (isBetween(predicted)) {
    const right = ['predictions equal to the targets', wanted] as const;
    const units = prediction.shape.at(-1) ?? 1;
    if (prediction.rank < 2 || units < 2 || !sumToOne(predicted, units)) {
      return new Map([
        right,
        ['all predictions 0', fill(0)],
        ['all predictions 1', fill(1)],
        [NOTHING_POSITIVE, fill(0)],
      ]);
    }
    const wrong = wanted.map((_, i) => wanted[i - (i % units) + (((i % units) + 1) % units)] ?? 0);
    return new Map([right, ['predictions that are sure of another class', wrong]]);
  }
  if (!wanted.every((value) => value === 0 || value === 1)) {
    return new Map([['predictions equal to the targets', wanted]]);
  }
  // Logits have both signs; what is never negative is a rate, or comes out of a rectifier.
  if (predicted.every((value) => value >= 0)) return undefined;
  const sure = (sign: number): Float32Array => wanted.map((value) => sign * SURE * (2 * value - 1));
  return new Map([
    ['logits of ±1000, all right', sure(1)],
    ['logits of ±1000, all wrong', sure(-1)],
  ]);
}

/** The predictions that a target asks for; `undefined` where they can't be told. */
function asPrediction(target: Tensor, prediction: Tensor): Float32Array | undefined {
  if (target.dtype === 'string' || target.dtype === 'complex64') return undefined;
  const values = Float32Array.from(target.dataSync());
  if (target.shape.join() === prediction.shape.join()) return values;
  const classes = prediction.shape.at(-1) ?? 0;
  const isOfLabels =
    prediction.rank >= 2 &&
    values.length * classes === prediction.size &&
    values.every((value) => Number.isInteger(value) && value >= 0 && value < classes);
  if (!isOfLabels) return undefined;
  const oneHot = new Float32Array(prediction.size);
  for (const [row, label] of values.entries()) oneHot[row * classes + label] = 1;
  return oneHot;
}

function sumToOne(values: ArrayLike<number>, units: number): boolean {
  for (let row = 0; row < values.length; row += units) {
    let total = 0;
    for (let i = row; i < row + units; i++) total += values[i] ?? 0;
    if (Math.abs(total - 1) > ROUNDING) return false;
  }
  return true;
}

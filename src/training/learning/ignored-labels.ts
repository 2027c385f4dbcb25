import { isOneHot } from '../../subject/task.ts';
import type { LossScene, OutputScene } from './loss-scene.ts';

/** So many samples are looked at, spread over the batch. */
const MOST = 32;
/** With fewer samples, a class is a sample or two. */
const MANY_SAMPLES = 8;
/** So near to its target a prediction is moved, in shares of how far targets spread: what forgives an error forgives this. */
const NEARBY = 0.05;
/** By so many spreads beyond its target it is moved then. */
const BEYOND = 1;

/**
 * Finds samples whose prediction the loss does not look at: whatever stands there, near the target or far off, not a bit of the loss changes.
 * Weights of zero do this to a class, and predictions that are clipped to targets beyond.
 *
 * A target that occurs again and again may stand for a label that is not there; so may a row that is of no class. These are left out.
 * @returns rows of the batch; of classes, only where none of a class counts
 */
export function ignoredSamples(scene: LossScene, output: OutputScene): number[] {
  const { target, shape } = output;
  if (target === undefined || shape.length > 2 || scene.samples < MANY_SAMPLES) return [];
  const size = target.length / scene.samples;
  const classOf = classesOf(output, target, size);
  if (classOf === undefined && !isMeasured(output, target)) return [];
  const base = classOf === undefined ? target : hedged(output, target);
  const known = scene.lossOf(new Map([[output, base]]));
  if (!Number.isFinite(known)) return [];
  const isIgnored = (row: number): boolean =>
    changesOf(output, target, classOf === undefined).every((change) => {
      const moved = base.map((value, i) => (Math.floor(i / size) === row ? change(value, i) : value));
      return Object.is(scene.lossOf(new Map([[output, moved]])), known);
    });
  const step = Math.max(1, Math.ceil(scene.samples / MOST));
  const rows = Array.from({ length: scene.samples }, (_, row) => row).filter((row) => row % step === 0);
  const ignored = rows.filter(isIgnored);
  if (classOf === undefined || ignored.length === rows.length) return ignored;
  const counted = new Set(rows.filter((row) => !ignored.includes(row)).map((row) => classOf[row]));
  return ignored.filter((row) => !counted.has(classOf[row]));
}

/** Whether whole numbers would do: the loss of targets that have fractions is the same, bit for bit, without these. */
export function cutsFractions(
  scene: LossScene,
  output: OutputScene,
  predictions: ReadonlyMap<OutputScene, Float32Array>,
): boolean {
  const { target } = output;
  if (target === undefined || target.every(Number.isInteger)) return false;
  const known = scene.lossOfTargets((value) => value, predictions);
  return [Math.trunc, Math.floor, Math.round].some((cut) =>
    Object.is(scene.lossOfTargets(cut, predictions), known),
  );
}

type Change = (value: number, i: number) => number;

function changesOf({ width }: OutputScene, target: Float32Array, isOfNumbers: boolean): readonly Change[] {
  // Equal shares, or equal logits: nothing is known of the sample.
  if (!isOfNumbers) return [(): number => 1 / width];
  const mean = target.reduce((sum, value) => sum + value, 0) / target.length;
  const spread = Math.sqrt(target.reduce((sum, value) => sum + (value - mean) ** 2, 0) / target.length);
  const outward = (i: number): number => Math.sign((target[i] ?? 0) - mean) || 1;
  return [
    (value): number => value + NEARBY * spread,
    (value): number => value - NEARBY * spread,
    (value, i): number => value + outward(i) * BEYOND * spread,
  ];
}

/** Predictions on the side of the targets, and not sure of it, as probabilities or as logits. */
function hedged({ head, width }: OutputScene, target: Float32Array): Float32Array {
  return target.map((value) => (head === 'linear' ? 2 * value - 1 : 0.9 * value + 0.1 / width));
}

/** The class of each sample; `undefined` for what are no classes, and where a row is of none. */
function classesOf({ task }: OutputScene, target: Float32Array, size: number): number[] | undefined {
  if (task !== 'classes' || size < 2 || !isOneHot(target, size)) return undefined;
  return Array.from({ length: target.length / size }, (_, row) =>
    target.subarray(row * size, (row + 1) * size).indexOf(1),
  );
}

/** Whether targets are numbers that were measured, of which hardly any occurs twice. */
function isMeasured({ task }: OutputScene, target: Float32Array): boolean {
  const isOfNumbers = task === 'regression' || task === 'reconstruction';
  return isOfNumbers && new Set(target).size > 0.9 * target.length;
}

import type { Tensor } from '@tensorflow/tfjs-core';
import type { InputProblem } from './sane-details.ts';

/** Weights are drawn for inputs of a size around one; pixels from 0 to 255 have 100 and more. */
const LARGE_RMS = 10;
/** Pixels that were divided by 255 twice are at most 0.004. */
const TINY = 0.01;
/** With fewer samples, features are alike by chance. */
const MANY_SAMPLES = 8;

/** Numbers of a tensor on the host. */
type NumberArray = Float32Array | Int32Array | Uint8Array;

/** How many values are NaN or infinite. */
export function countInfinite(values: NumberArray): number {
  let count = 0;
  for (const value of values) if (!Number.isFinite(value)) count += 1;
  return count;
}

/** A problem, and whether it is certain. */
export type JudgedProblem<Problem> = readonly [problem: Problem, isCertain: boolean];

/** What is known of where an input goes. */
export interface InputHint {
  /** Whether its size matters: ids, and what is normalised inside the model, have none. */
  readonly hasScale: boolean;
  /** Whether that is certain: a function may divide inside. */
  readonly isCertain: boolean;
  /** Whether it goes into a layer that computes with fractions, as far as that is known. */
  readonly takesFractions: boolean;
  /** The rows of the embedding that it is looked up in. */
  readonly rows: number | undefined;
}

/**
 * What stands out in one input.
 * @param input of shape `batch ...`
 */
export function inputProblems(
  input: Tensor,
  { hasScale, isCertain, takesFractions, rows }: InputHint,
): JudgedProblem<InputProblem>[] {
  const values = input.dataSync();
  const [samples = 0] = input.shape;
  if (values.length === 0) return [];
  const infinite = countInfinite(values);
  if (infinite > 0) return [[{ kind: 'not finite', count: infinite }, true]];
  const ids = rows === undefined ? undefined : idProblem(values, rows);
  if (ids !== undefined) return [[ids, true]];
  const [least, greatest, rms] = extent(values);
  if (least === greatest) {
    // One number says nothing about others.
    return values.length < MANY_SAMPLES ? [] : [[{ kind: 'constant', value: least }, true]];
  }
  const width = values.length / samples;
  const constant = constantFeatures(values, width);
  if (constant === width && samples >= 2) return [[{ kind: 'samples alike' }, true]];
  return [
    ...(hasScale ? scaleProblems(input, values, [least, greatest, rms], isCertain) : []),
    ...(takesFractions && input.dtype === 'int32'
      ? [[{ kind: 'integers', least, greatest }, true] as const]
      : []),
    ...(constant > 0 && samples >= MANY_SAMPLES
      ? // The margin of images and the unused columns of one-hot features are constant, and sound.
        [[{ kind: 'constant features', features: constant, of: width }, false] as const]
      : []),
  ];
}

function scaleProblems(
  input: Tensor,
  values: NumberArray,
  [least, greatest, rms]: Extent,
  isCertain: boolean,
): JudgedProblem<InputProblem>[] {
  const uneven = unevenFeature(input, values);
  if (uneven !== undefined) return [[uneven, isCertain]];
  if (rms > LARGE_RMS) {
    return [[{ kind: 'large', rms, least, greatest }, isCertain && !mayBeDecibels(values, least, greatest)]];
  }
  const size = Math.max(-least, greatest);
  return size < TINY ? [[{ kind: 'tiny', greatest: size }, isCertain]] : [];
}

/** Levels are fractions, most of them below zero, and none is far above it; networks are trained on them as they are. */
const [QUIETEST, LOUDEST] = [-200, 60];

function mayBeDecibels(values: NumberArray, least: number, greatest: number): boolean {
  if (!(least < 0 && least >= QUIETEST && greatest <= LOUDEST && greatest < -least)) return false;
  return values.some((value) => !Number.isInteger(value));
}

/** A feature so many times the one in the middle drowns the others. */
const DROWNS = 100;
/** In a table of few features, one of such a share of the one in the middle is not seen. */
const UNSEEN = 1 / 300;
/** In what has more features, many of them are pixels at a margin, or are rarely set. */
const TABLE = 32;
/** So many of its values must not be zero for a feature to be one that is measured, and not one that is rarely set. */
const MEASURED = 0.5;

/** The feature of a table, or of a sequence, that is of another size than the rest. */
function unevenFeature({ rank, shape }: Tensor, values: NumberArray): InputProblem | undefined {
  const width = shape.at(-1) ?? 1;
  if (rank < 2 || rank > 3 || width < 2 || values.length / width < MANY_SAMPLES) return undefined;
  const squares = new Float64Array(width);
  const set = new Uint32Array(width);
  for (const [i, value] of values.entries()) {
    squares[i % width] = (squares[i % width] ?? 0) + value ** 2;
    if (value !== 0) set[i % width] = (set[i % width] ?? 0) + 1;
  }
  const rows = values.length / width;
  const sizes = Array.from(squares, (sum, feature) => ({ feature, rms: Math.sqrt(sum / rows) })).filter(
    ({ feature }) => (set[feature] ?? 0) >= MEASURED * rows,
  );
  sizes.sort((a, b) => a.rms - b.rms);
  // Of two features, the smaller one is in the middle.
  const usual = sizes[Math.floor((sizes.length - 1) / 2)]?.rms ?? 0;
  const [smallest, largest] = [sizes[0], sizes.at(-1)];
  if (smallest === undefined || largest === undefined || usual === 0) return undefined;
  const odd =
    largest.rms > DROWNS * usual && largest.rms > LARGE_RMS
      ? largest
      : rank === 2 && width <= TABLE && smallest.rms < UNSEEN * usual
        ? smallest
        : undefined;
  return odd && { kind: 'uneven features', ...odd, usual, of: width };
}

function idProblem(values: NumberArray, rows: number): InputProblem | undefined {
  const off = values.filter((value) => !(Number.isInteger(value) && value >= 0 && value < rows));
  const [first] = off;
  return first === undefined ? undefined : { kind: 'no such id', first, count: off.length, rows };
}

type Extent = readonly [least: number, greatest: number, rms: number];

function extent(values: NumberArray): Extent {
  let [least, greatest, squares] = [Infinity, -Infinity, 0];
  for (const value of values) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
    squares += value * value;
  }
  return [least, greatest, Math.sqrt(squares / values.length)];
}

function constantFeatures(values: ArrayLike<number>, width: number): number {
  const varies = new Uint8Array(width);
  for (let i = width; i < values.length; i++) if (values[i] !== values[i % width]) varies[i % width] = 1;
  return varies.reduce((count, each) => count + (each === 0 ? 1 : 0), 0);
}

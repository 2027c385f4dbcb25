import { scoped } from '../../src/engine/scoped.ts';
import type { GradientCase } from './gradient-case.ts';
import { gradientWeights, outputWeights, pointOf, tensorsOf } from './point.ts';

/** What is true of a case, by its forward pass alone. */
export interface Truth {
  /** Every output at the point. */
  readonly outputs: readonly (readonly number[])[];
  /**
   * The derivative by every entry of every input; `null` where the function has a corner or a jump close by. Of second order it is the
   * derivative along {@link gradientWeights} of the derivative.
   */
  readonly slopes: readonly (readonly (number | null)[])[];
}

/** How differences are taken. */
export interface Differences {
  /** For each order; taken at this step and at half of it. */
  readonly steps: { readonly 1: number; readonly 2: number };
  /** By how much the two may disagree, relative to the larger of them. */
  readonly steady: number;
  /** Rounding of a sum of outputs, relative to it. */
  readonly precision: number;
}

/** In float64 both steps give far more digits than float32 has. */
export const FLOAT64: Differences = { steps: { 1: 1e-4, 2: 1e-3 }, steady: 1e-3, precision: 1e-12 };
/** The steps that float32 can bear. */
export const FLOAT32: Differences = { steps: { 1: 2e-2, 2: 0.1 }, steady: 2e-2, precision: 1e-6 };

/**
 * Differentiates a case by differences of its forward pass: every entry by itself, without TensorFlow.js's gradients, in whatever precision
 * the backend has. Meant for the cpu backend whose `Float32Array` is float64.
 */
export function truthOf(subject: GradientCase, seed: number, { steps, steady, precision } = FLOAT64): Truth {
  const point = pointOf(subject, seed);
  const outputsAt = (at: readonly (readonly number[])[]): number[][] =>
    scoped(() => [subject.run(...tensorsOf(subject, at))].flat().map((each) => Array.from(each.dataSync())));
  const outputs = outputsAt(point);
  const weights = outputs.map(({ length }, k) => outputWeights(seed, k, length));
  const directions = point.map(({ length }, k) => gradientWeights(seed, k, length));
  const projected = (at: readonly (readonly number[])[]): number =>
    outputsAt(at).reduce(
      (total, values, k) => values.reduce((part, value, i) => part + value * (weights[k]?.[i] ?? 0), total),
      0,
    );
  /** The point, with one entry moved, and everything moved along the directions. */
  const moved = (place: number, entry: number, by: number, along: number): number[][] =>
    point.map((values, k) =>
      values.map((value, i) => value + along * (directions[k]?.[i] ?? 0) + (k === place && i === entry ? by : 0)),
    );
  const difference = (place: number, entry: number, step: number): number => {
    if (subject.order === 1) {
      return (projected(moved(place, entry, step, 0)) - projected(moved(place, entry, -step, 0))) / (2 * step);
    }
    const [pp, pm, mp, mm] = [[step, step], [step, -step], [-step, step], [-step, -step]].map(([by = 0, along = 0]) =>
      projected(moved(place, entry, by, along)),
    ) as [number, number, number, number]; // four for four
    return (pp - pm - mp + mm) / (4 * step * step);
  };
  const scale = Math.abs(projected(point));
  const slopes = point.map((values, place) =>
    values.map((_, entry): number | null => {
      const step = steps[subject.order];
      const [coarse, fine] = [difference(place, entry, step), difference(place, entry, step / 2)];
      // Rounding of the whole sum is all that a derivative of zero shows.
      const noise = (precision * scale) / step ** subject.order;
      const isSteady = Math.abs(coarse - fine) <= steady * Math.max(Math.abs(coarse), Math.abs(fine)) + noise;
      // Two steps cancel what is left of the curvature.
      return isSteady ? (4 * fine - coarse) / 3 : null;
    }),
  );
  return { outputs, slopes };
} // prettier-ignore

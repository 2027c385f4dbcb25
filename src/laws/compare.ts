import { scaleOf } from '../training/behaviour/noise.ts';
import type { HostOutput } from '../training/behaviour/scene.ts';
import { coordinatesOf } from '../tensor/comparison/coordinates.ts';
import { resolveTolerance } from '../tensor/comparison/index.ts';
import type { LawDifference } from './law.ts';

/** How two results of a law are compared; what is left open goes by dtype and size. */
export interface LawTolerance {
  readonly rtol: number | undefined;
  readonly atol: number | undefined;
}

/** Where two results part, and by how much at each element. */
export interface Parting {
  readonly difference: LawDifference;
  /** Which output it is. */
  readonly at: number;
  /** How far each element is off, where it is off by more than the tolerance; 0 elsewhere. */
  readonly excess: Float64Array;
}

/** Whether the tolerance is ours to choose. */
export function isDefault({ rtol, atol }: LawTolerance): boolean {
  return rtol === undefined && atol === undefined;
}

/**
 * The tolerance of a pair of outputs. An absolute one of our own is a share of the largest element: of a sum that cancels,
 * the rounding is that of its terms, and outputs of a millionth are not all alike.
 * @param scale of what was summed, where that is larger than what came out
 */
export function toleranceOf(
  { rtol, atol }: LawTolerance,
  actual: HostOutput,
  expected: HostOutput,
  scale: number,
): { readonly rtol: number; readonly atol: number } {
  const resolved = resolveTolerance(
    { ...(rtol !== undefined && { rtol }), ...(atol !== undefined && { atol }) },
    actual.dtype,
    expected.dtype,
  );
  return isDefault({ rtol, atol }) ? { rtol: resolved.rtol, atol: resolved.atol * scale } : resolved;
}

/** How two results are compared. */
export interface CompareOptions extends LawTolerance {
  /** Which elements of an output count; all by default. */
  readonly counts?: ((index: readonly number[], output: HostOutput) => boolean) | undefined;
  /** The scale of what was summed. */
  readonly scale?: number | undefined;
  /** Whether dtypes may differ: numbers of a plain reference have none. */
  readonly anyDtype?: boolean | undefined;
}

/**
 * Compares what two ways of computing gave. NaN agrees with NaN and an infinity with itself: a law says that two results are the
 * same, not that they are good.
 * @returns the first output that parts; `undefined` where all agree
 */
export function partingOf(
  actual: readonly HostOutput[],
  expected: readonly HostOutput[],
  options: CompareOptions,
): Parting | undefined {
  const nowhere = { index: [], actual: NaN, expected: NaN, differing: 0, elements: 0, output: '' };
  const whole = (kind: LawDifference['kind'], at: number): Parting => ({
    difference: { ...nowhere, kind, output: actual[at]?.name ?? '' },
    at,
    excess: new Float64Array(),
  });
  if (actual.length !== expected.length) return whole('outputs', 0);
  for (const [at, given] of actual.entries()) {
    const wanted = expected[at];
    if (given.shape.join() !== wanted?.shape.join()) return whole('shape', at);
    if (given.dtype !== wanted.dtype && options.anyDtype !== true) return whole('dtype', at);
    const parting = valuesParting(given, wanted, at, options);
    if (parting !== undefined) return parting;
  }
  return undefined;
}

function valuesParting(
  actual: HostOutput,
  expected: HostOutput,
  at: number,
  options: CompareOptions,
): Parting | undefined {
  const scale = Math.max(scaleOf(actual.values), scaleOf(expected.values), options.scale ?? 0);
  const { rtol, atol } = toleranceOf(options, actual, expected, scale);
  const { counts } = options;
  const excess = new Float64Array(actual.values.length);
  let [differing, worst, most] = [0, -1, -1];
  for (let i = 0; i < excess.length; i++) {
    const [a, e] = [actual.values[i] ?? NaN, expected.values[i] ?? NaN];
    if (a === e || (Number.isNaN(a) && Number.isNaN(e))) continue;
    const apart = Math.abs(a - e);
    if (apart <= atol + rtol * Math.abs(e) && Number.isFinite(e)) continue;
    if (counts !== undefined && !counts(coordinatesOf(i, actual.shape), actual)) continue;
    differing += 1;
    excess[i] = Number.isNaN(apart) ? Infinity : apart;
    if ((excess[i] ?? 0) > most) [worst, most] = [i, excess[i] ?? 0];
  }
  if (worst < 0) return undefined;
  return {
    at,
    excess,
    difference: {
      kind: 'values',
      output: actual.name,
      index: coordinatesOf(worst, actual.shape),
      actual: actual.values[worst] ?? NaN,
      expected: expected.values[worst] ?? NaN,
      differing,
      elements: actual.values.length,
    },
  };
}

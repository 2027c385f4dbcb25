import { coordinatesOf } from '../tensor/comparison/coordinates.ts';

/** What relates a wrong gradient to the right one. */
export type GradientPattern =
  | { readonly kind: 'all-zero' }
  | { readonly kind: 'sign' }
  /** Where the factor is one over the size of an axis along which the input is broadcast, `axis` names it: a mean taken for a sum does that. */
  | {
      readonly kind: 'factor';
      readonly factor: number;
      readonly axis?: { readonly axis: number; readonly size: number };
    }
  /** Two of its axes are swapped. */
  | { readonly kind: 'transposed'; readonly axes: readonly [number, number] }
  /** It holds what belongs to one place `at` of an output's axis along which the input is broadcast, where the sum over all places belongs. */
  | { readonly kind: 'not-reduced'; readonly axis: number; readonly size: number; readonly at: number }
  /** Wrong only at some places of one axis: some rows, some channels. */
  | { readonly kind: 'slices'; readonly axis: number; readonly wrong: readonly number[] };

/** An entry whose derivative was measured. */
export interface MeasuredEntry {
  readonly entry: number;
  readonly analytic: number;
  readonly numeric: number;
  readonly noise: number;
}

/**
 * Names the mistake where the measured entries leave no doubt about it.
 * @param gradient the analytic gradient
 * @param measured at least three entries, the wrong one among them
 */
export function gradientPattern(
  gradient: Float32Array,
  shape: readonly number[],
  measured: readonly MeasuredEntry[],
): GradientPattern | undefined {
  if (gradient.every((value) => value === 0)) return { kind: 'all-zero' };
  const largest = Math.max(...measured.map(({ numeric }) => Math.abs(numeric)));
  const telling = measured.filter(
    ({ numeric, noise }) => Math.abs(numeric) > Math.max(0.05 * largest, 20 * noise),
  );
  if (telling.length < 3 && telling.length < gradient.length) return undefined;
  const ratios = telling.map(({ analytic, numeric }) => analytic / numeric).sort((a, b) => a - b);
  const factor = ratios[ratios.length >> 1] ?? NaN;
  const agrees = ratios.every((ratio) => Math.abs(ratio - factor) <= 0.02 * Math.abs(factor));
  if (agrees && factor !== 0 && Math.abs(factor - 1) > 0.01) {
    return Math.abs(factor + 1) < 0.01 ? { kind: 'sign' } : { kind: 'factor', factor };
  }
  const axes = swappedAxes(gradient, shape, telling);
  return axes === undefined ? undefined : { kind: 'transposed', axes };
}

/** The two axes that are swapped, if each measured entry stands where it stands then. The last two are tried first. */
function swappedAxes(
  gradient: Float32Array,
  shape: readonly number[],
  telling: readonly MeasuredEntry[],
): readonly [number, number] | undefined {
  for (let second = shape.length - 1; second > 0; second--)
    for (let first = second - 1; first >= 0; first--) {
      const swap = (list: readonly number[]): number[] =>
        list.map((each, axis) =>
          axis === first ? (list[second] ?? 0) : axis === second ? (list[first] ?? 0) : each,
        );
      const sizes = swap(shape);
      const places = telling.map(({ entry, numeric }) => ({
        entry,
        numeric,
        at: swap(coordinatesOf(entry, shape)).reduce(
          (flat, each, axis) => flat * (sizes[axis] ?? 1) + each,
          0,
        ),
      }));
      const moved = places.filter(({ entry, at }) => entry !== at);
      const isSwapped = moved.every(
        ({ at, numeric }) => Math.abs((gradient[at] ?? NaN) - numeric) <= 0.02 * Math.abs(numeric),
      );
      if (moved.length >= 3 && isSwapped) return [first, second];
    }
  return undefined;
}

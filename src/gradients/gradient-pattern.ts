/** What relates a wrong gradient to the right one. */
export type GradientPattern =
  | { readonly kind: 'all-zero' }
  | { readonly kind: 'sign' }
  | { readonly kind: 'factor'; readonly factor: number }
  | { readonly kind: 'transposed' }
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
  if (isTransposed(gradient, shape, telling)) return { kind: 'transposed' };
  return undefined;
}

/** Whether each measured entry stands where the last two axes are swapped. */
function isTransposed(
  gradient: Float32Array,
  shape: readonly number[],
  telling: readonly MeasuredEntry[],
): boolean {
  const [rows, columns] = shape.slice(-2);
  if (shape.length < 2 || rows === undefined || rows !== columns) return false;
  const offDiagonal = telling.filter(({ entry }) => Math.floor(entry / columns) % rows !== entry % columns);
  return (
    offDiagonal.length >= 3 &&
    offDiagonal.every(({ entry, numeric }) => {
      const [row, column] = [Math.floor(entry / columns) % rows, entry % columns];
      const swapped = gradient[entry - row * columns - column + column * rows + row] ?? NaN;
      return Math.abs(swapped - numeric) <= 0.02 * Math.abs(numeric);
    })
  );
}

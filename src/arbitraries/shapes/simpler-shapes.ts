import type { ShapeDraw, ShapeLayout } from './shape-layout.ts';
import { between, towards } from './sizes.ts';

/** Where the search for a simpler shape goes on. */
export interface ShapeProgress {
  /** Which of the open places it is at. */
  readonly step: number;
  /** The nearest smaller size that is known to pass. */
  readonly passed: number | undefined;
}

export interface SimplerShape {
  readonly draw: ShapeDraw;
  /** Where to go on if this one fails too. */
  readonly next: ShapeProgress;
}

/**
 * Simpler draws than one, the smallest first.
 * @param minima the fewest axes of a run, and the least size of one
 */
export function* simplerShapes(
  layout: ShapeLayout,
  draw: ShapeDraw,
  { step: from, passed }: ShapeProgress,
  { minRank, minSize }: { readonly minRank: number; readonly minSize: number },
): Generator<SimplerShape, void> {
  // What is offered has a shape, and isn't what we came from.
  const offer = (simpler: ShapeDraw, step: number, below?: number): readonly SimplerShape[] =>
    layout.shapes(simpler) === undefined || sameDraw(simpler, draw)
      ? []
      : [{ draw: simpler, next: { step, passed: below } }];
  if (from <= 0) yield* offer(layout.smallest(), 1);
  let step = 1;
  for (const [at, run] of draw.runs.entries()) {
    if (from <= step) {
      const put = (sizes: readonly number[]): ShapeDraw => ({ ...draw, runs: draw.runs.with(at, sizes) });
      for (let length = minRank; length < run.length; length += 1)
        yield* offer(put(run.slice(0, length)), step);
      for (let axis = 0; run.length > minRank && axis < run.length; axis += 1)
        yield* offer(put(run.toSpliced(axis, 1)), step);
      for (const [axis, size] of run.entries()) {
        for (const less of towards(size, minSize)) yield* offer(put(run.with(axis, less)), step);
      }
    }
    step += 1;
  }
  for (const [at, size] of draw.sizes.entries()) {
    if (from <= step) {
      let below = from === step ? passed : undefined;
      const least = layout.knobs[at]?.min ?? 1;
      for (const less of below === undefined ? towards(size, least) : between(size, below)) {
        yield* offer({ ...draw, sizes: draw.sizes.with(at, less) }, step, below);
        below = less;
      }
    }
    step += 1;
  }
  for (const [at, isNarrow] of draw.narrow.entries()) {
    if (from <= step && isNarrow) yield* offer({ ...draw, narrow: draw.narrow.with(at, false) }, step);
    step += 1;
  }
}

function sameDraw(left: ShapeDraw, right: ShapeDraw): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

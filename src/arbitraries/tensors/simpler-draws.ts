import type { ElementSource } from '../elements/element-source.ts';
import { compareSimplicity } from '../elements/simplicity.ts';
import type { ShapeDraw } from '../shapes/shape-layout.ts';
import type { ShapeModel } from '../shapes/shape-model.ts';
import type { ShapeProgress } from '../shapes/simpler-shapes.ts';
import { sizeOf } from '../shapes/sizes.ts';
import { coordinatesOf } from './describe-plain.ts';
import { moveSlot, normalizeSlot, pointsOf, withPoints, type SlotDraw } from './slot-draw.ts';

/** All that is drawn for some tensors: their shapes, and the elements of each. */
export interface GroupDraw {
  readonly shape: ShapeDraw;
  readonly slots: readonly SlotDraw[];
}

/** Where the search goes on: what came before was tried on a draw that is hardly another. */
export type Progress = { readonly improved: boolean } & (
  | { readonly stage: 'shape'; readonly shape: ShapeProgress }
  | {
      readonly stage: 'fill';
      readonly slot: number;
      readonly begun: boolean;
      readonly passed: number | undefined;
    }
  | { readonly stage: 'points'; readonly slot: number; readonly chunk: number; readonly start: number }
  | {
      readonly stage: 'values';
      readonly slot: number;
      readonly point: number;
      readonly moved: boolean;
      readonly passed: number | undefined;
    }
);

export interface SimplerDraw {
  readonly draw: GroupDraw;
  readonly progress: Progress;
}

export const BEGIN: Progress = { stage: 'shape', shape: { step: 0, passed: undefined }, improved: false };

const STAGES = ['shape', 'fill', 'points', 'values'] as const;

/** So many points are looked at one by one; more are only halved, and changed together. */
const FEW = 16;

/** What the search has to know of the tensors. */
export interface Searched {
  readonly model: ShapeModel;
  readonly sources: readonly ElementSource[];
}

/**
 * Simpler draws than one that fails: first smaller shapes, then another fill, then fewer elements that differ from it, then
 * simpler ones. When one of them fails too, the search goes on from there, and comes back to the beginning once it is
 * through, for as long as a round improves something.
 */
export function* simplerDraws(
  group: Searched,
  draw: GroupDraw,
  progress: Progress,
): Generator<SimplerDraw, void> {
  const first = STAGES.indexOf(progress.stage);
  if (first <= 0)
    yield* smallerShapes(group, draw, progress.stage === 'shape' ? progress.shape : BEGIN_SHAPE);
  const shapes = group.model.shapes(draw.shape) ?? [];
  for (const [at, stage] of STAGES.entries()) {
    if (at === 0 || at < first) continue;
    for (const [index, source] of group.sources.entries()) {
      const shape = shapes[index] ?? [];
      const given = draw.slots[index];
      const resumes = stage === progress.stage && 'slot' in progress;
      if (given === undefined || (resumes && index < progress.slot)) continue;
      const slot = normalizeSlot(given, sizeOf(shape), source.simplest);
      const here = resumes && progress.slot === index ? progress : undefined;
      for (const simpler of stagedDraws(stage, { slot, index, shape, source }, here)) {
        yield {
          draw: { shape: draw.shape, slots: draw.slots.with(index, simpler.slot) },
          progress: simpler.progress,
        };
      }
    }
  }
  if (progress.improved) yield* simplerDraws(group, draw, BEGIN);
}

const BEGIN_SHAPE: ShapeProgress = { step: 0, passed: undefined };

function* smallerShapes(
  { model }: Searched,
  draw: GroupDraw,
  from: ShapeProgress,
): Generator<SimplerDraw, void> {
  const shapes = model.shapes(draw.shape) ?? [];
  for (const { draw: shape, next } of model.simpler(draw.shape, from)) {
    const smaller = model.shapes(shape) ?? [];
    const slots = draw.slots.map((slot, i) => moveSlot(slot, shapes[i] ?? [], smaller[i] ?? []));
    yield { draw: { shape, slots }, progress: { stage: 'shape', shape: next, improved: true } };
  }
}

interface Place {
  readonly slot: SlotDraw;
  readonly index: number;
  readonly shape: readonly number[];
  readonly source: ElementSource;
}

type Staged = Generator<{ readonly slot: SlotDraw; readonly progress: Progress }, void>;

function stagedDraws(stage: Progress['stage'], place: Place, progress: Progress | undefined): Staged {
  if (stage === 'fill') return simplerFills(place, progress?.stage === 'fill' ? progress : undefined);
  if (stage === 'points') return fewerPoints(place, progress?.stage === 'points' ? progress : undefined);
  return simplerValues(place, progress?.stage === 'values' ? progress : undefined);
}

function* simplerFills(
  { slot, index, shape, source }: Place,
  from: (Progress & { stage: 'fill' }) | undefined,
): Staged {
  if (sizeOf(shape) === 0) return;
  const points = pointsOf(slot);
  const next = { stage: 'fill', slot: index, begun: true, improved: true } as const;
  const covered = points.length === sizeOf(shape);
  if (from?.begun !== true) {
    const isSimplest = Object.is(slot.fill, source.simplest) || !source.admits(source.simplest);
    if (!isSimplest || points.length > 0) {
      const fill = isSimplest ? slot.fill : source.simplest;
      yield { slot: withPoints(fill, []), progress: { ...next, passed: undefined } };
    }
    if (!isSimplest && !covered) {
      yield { slot: withPoints(source.simplest, points), progress: { ...next, passed: undefined } };
      if (points.length > 0)
        yield { slot: withPoints(slot.fill, []), progress: { ...next, passed: undefined } };
    }
  }
  if (covered) return;
  for (const { value, passed } of source.simpler(slot.fill, from?.passed)) {
    if (Object.is(value, source.simplest) && from?.begun !== true) continue;
    yield { slot: withPoints(value, points), progress: { ...next, passed } };
  }
}

function* fewerPoints({ slot, index }: Place, from: (Progress & { stage: 'points' }) | undefined): Staged {
  const points = pointsOf(slot);
  const { length } = points;
  if (length === 0) return;
  const next = (chunk: number, start: number): Progress => ({
    stage: 'points',
    slot: index,
    chunk,
    start,
    improved: true,
  });
  if (from === undefined && length > 1) {
    // Most failures come from one element, and more often than not from the oddest.
    const oddest = points.reduce((least, point) =>
      compareSimplicity(point[1], least[1]) > 0 ? point : least,
    );
    yield { slot: withPoints(slot.fill, [oddest]), progress: next(1, 0) };
  }
  let chunk = Math.min(from?.chunk ?? Math.ceil(length / 2), Math.ceil(length / 2));
  let start = from?.start ?? 0;
  while (length / chunk <= FEW) {
    for (; start < length; start += chunk) {
      if (chunk === length && from === undefined) break;
      yield { slot: withPoints(slot.fill, points.toSpliced(start, chunk)), progress: next(chunk, start) };
    }
    if (chunk === 1) return;
    chunk = Math.ceil(chunk / 2);
    start = 0;
  }
}

function* simplerValues(
  { slot, index, shape, source }: Place,
  from: (Progress & { stage: 'values' }) | undefined,
): Staged {
  const points = pointsOf(slot);
  const next = { stage: 'values', slot: index, improved: true } as const;
  if (points.length > FEW) {
    if (from !== undefined) return;
    const all = { ...next, point: 0, moved: true, passed: undefined };
    for (const value of [source.simplest, 1, -1]) {
      if (!source.admits(value) || points.every(([, each]) => compareSimplicity(each, value) <= 0)) continue;
      yield {
        slot: withPoints(
          slot.fill,
          points.map(([at]) => [at, value]),
        ),
        progress: all,
      };
    }
    const whole = points.map(
      ([at, value]) => [at, source.admits(Math.trunc(value)) ? Math.trunc(value) : value] as const,
    );
    if (whole.some(([, value], i) => value !== points[i]?.[1]))
      yield { slot: withPoints(slot.fill, whole), progress: all };
    return;
  }
  const taken = new Set(points.map(([at]) => at));
  for (const [i, [at, value]] of points.entries()) {
    if (from !== undefined && i < from.point) continue;
    const here = i === from?.point ? from : undefined;
    if (here?.moved !== true) {
      for (const nearer of nearerPositions(at, shape)) {
        // Among several points only so far that their order stays.
        if (taken.has(nearer) || nearer < (points[i - 1]?.[0] ?? -1)) continue;
        yield {
          slot: withPoints(slot.fill, points.with(i, [nearer, value])),
          progress: { ...next, point: i, moved: false, passed: undefined },
        };
      }
    }
    for (const { value: simpler, passed } of source.simpler(value, here?.passed)) {
      if (Object.is(simpler, slot.fill)) continue;
      yield {
        slot: withPoints(slot.fill, points.with(i, [at, simpler])),
        progress: { ...next, point: i, moved: true, passed },
      };
    }
  }
}

/** The first place of all, then this one with each coordinate 0 in turn. */
function* nearerPositions(position: number, shape: readonly number[]): Generator<number, void> {
  if (position > 0) yield 0;
  const coordinates = coordinatesOf(position, shape);
  if (coordinates.filter((coordinate) => coordinate > 0).length < 2) return;
  for (const axis of coordinates.keys()) {
    if (coordinates[axis] === 0) continue;
    yield coordinates.with(axis, 0).reduce((sum, coordinate, i) => sum * (shape[i] ?? 1) + coordinate, 0);
  }
}

import type { Random } from 'fast-check';
import type { ElementSource } from '../elements/element-source.ts';
import type { QuickRandom } from '../elements/quick-random.ts';
import { compareSimplicity } from '../elements/simplicity.ts';
import { sizeOf } from '../shapes/sizes.ts';
import { allocate, type PlainTensor } from './plain-tensor.ts';
import { coordinatesOf, majorityOf } from './describe-plain.ts';

/** The elements of one tensor as they are drawn and shrunk: one value for all, and a few that differ. */
export interface SlotDraw {
  readonly fill: number;
  /** Positions in row-major order, ascending; `undefined` where every element has a value of its own. */
  readonly at: readonly number[] | undefined;
  readonly values: ArrayLike<number>;
}

/** Tensors up to here always have an element drawn for each place. */
const SMALL = 4;

/**
 * Draws the elements of a tensor: all alike, a few that differ, or each for itself.
 */
export function drawSlot(size: number, source: ElementSource, random: QuickRandom, mrng: Random): SlotDraw {
  const kind = size <= SMALL ? 7 : random.integer(0, 7);
  if (kind >= 5) {
    const values = new Float64Array(size);
    for (let i = 0; i < size; i += 1) values[i] = source.draw(random, mrng);
    return { fill: 0, at: undefined, values };
  }
  const fill = source.draw(random, mrng);
  if (kind === 0) return { fill, at: [], values: [] };
  const count = random.integer(1, Math.min(16, 2 + Math.floor(Math.sqrt(size))));
  const points = new Map<number, number>();
  for (let i = 0; i < count; i += 1) points.set(random.integer(0, size - 1), source.draw(random, mrng));
  const at = [...points.keys()].sort((left, right) => left - right);
  return { fill, at, values: at.map((position) => points.get(position) ?? fill) };
}

/** Writes the elements out. */
export function fillSlot(
  { fill, at, values }: SlotDraw,
  shape: readonly number[],
  dtype: PlainTensor['dtype'],
): PlainTensor {
  const data = allocate(dtype, sizeOf(shape));
  if (at === undefined) data.set(values);
  else {
    if (!Object.is(fill, 0)) data.fill(fill);
    for (let i = 0; i < at.length; i += 1) data[at[i] ?? 0] = values[i] ?? fill;
  }
  return { dtype, shape, data };
}

/** What a tensor would have been drawn as. */
export function slotOf(plain: PlainTensor): SlotDraw {
  const { fill, others } = majorityOf(plain);
  return { fill, at: others, values: others.map((position) => plain.data[position] ?? fill) };
}

/** Points as pairs, of which none has the value of the fill. */
export function pointsOf({ fill, at, values }: SlotDraw): (readonly [at: number, value: number])[] {
  const points: [number, number][] = [];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? fill;
    if (!Object.is(value, fill)) points.push([at === undefined ? i : (at[i] ?? 0), value]);
  }
  return points;
}

/** A draw with other points. */
export function withPoints(
  fill: number,
  points: readonly (readonly [at: number, value: number])[],
): SlotDraw {
  const sorted = [...points].sort(([left], [right]) => left - right);
  return { fill, at: sorted.map(([at]) => at), values: sorted.map(([, value]) => value) };
}

/** In the form that shrinking reads: where every element has a value of its own, the fill is one of them. */
export function normalizeSlot(draw: SlotDraw, size: number, simplest: number): SlotDraw {
  if (size === 0) return { fill: simplest, at: [], values: [] };
  if (size === 1)
    return {
      fill: draw.at === undefined || draw.at.length > 0 ? (draw.values[0] ?? draw.fill) : draw.fill,
      at: [],
      values: [],
    };
  const fill = draw.at === undefined || draw.at.length === size ? simplest : draw.fill;
  return withPoints(fill, pointsOf({ ...draw, fill }));
}

/**
 * Takes the elements into another shape. A coordinate that isn't there any more becomes the last that is, so that a value on which
 * a property fails is still there in a smaller tensor; of several that meet, the least simple one stays.
 */
export function moveSlot(draw: SlotDraw, from: readonly number[], to: readonly number[]): SlotDraw {
  if (from.length === to.length && from.every((size, axis) => size === to[axis])) return draw;
  const size = sizeOf(to);
  if (size === 0) return withPoints(draw.fill, []);
  const moved = new Map<number, number>();
  const points =
    draw.at === undefined ? Array.from(draw.values, (value, at) => [at, value] as const) : pointsOf(draw);
  for (const [at, value] of points) {
    const coordinates = coordinatesOf(at, from);
    let position = 0;
    for (const [axis, sizeTo] of to.entries()) {
      // Axes are counted from the end: those of the batch come and go at the front.
      const coordinate = coordinates[axis - to.length + coordinates.length] ?? 0;
      position = position * sizeTo + Math.min(coordinate, sizeTo - 1);
    }
    const there = moved.get(position);
    if (there === undefined || compareSimplicity(value, there) > 0) moved.set(position, value);
  }
  return withPoints(draw.fill, [...moved]);
}

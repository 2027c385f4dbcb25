import { BOX_FORMATS, type BoxFormat } from '../checks/boxes/box-format.ts';
import { requireChoice, requireFlag, requireOptions } from '../checks/options.ts';
import { requireCount } from '../checks/require-count.ts';
import type { Shaped } from '../contracts/shaped.ts';
import { ArgumentError } from '../errors.ts';
import { describeKind } from '../tensor/subject.ts';
import { mapRows } from './data/rows.ts';
import { floatSource } from './elements/floats32.ts';
import type { ShapeOptions } from './shapes/shape-options.ts';
import { isShape } from './shapes/shapes-arbitrary.ts';
import type { TensorGroupArbitrary } from './tensors/group-arbitrary.ts';
import { structured } from './tensors/structured.ts';

/** Which boxes are wanted. */
export interface BoxOptions extends ShapeOptions {
  /** @defaultValue 'xyxy' */
  readonly format?: BoxFormat;
  /** Height and width of the image in pixels; without it coordinates go from 0 to 1. */
  readonly imageSize?: readonly [height: number, width: number];
  /** Whether boxes without width or height are among them. @defaultValue false */
  readonly degenerate?: boolean;
}

/** The least side of a box that isn't degenerate, as a share of the image. */
const LEAST_SIDE = 2 ** -6;

/**
 * Boxes that lie inside of their image, those that fill it and those that touch its border among them.
 * @param spec whose last axis is 4, e.g. `'boxes 4'` or `'batch boxes 4'`
 * @param options format, pixels or shares, degenerate ones or not, and as of {@link shapeMatching}
 * @returns an arbitrary of float32 tensors
 * @throws ArgumentError for a spec whose last axis isn't 4, and for another format
 * @example
 * import fc from 'fast-check';
 * import { boxes } from 'tensorproof/arbitraries';
 *
 * fc.assert(
 *   fc.property(boxes('4'), (box) => {
 *     const [left, top, right, bottom] = box.dataSync();
 *     return left! < right! && top! < bottom! && right! <= 1 && bottom! <= 1;
 *   }),
 * );
 */
export function boxes<const S extends string = 'boxes 4'>(
  spec?: S,
  options: BoxOptions = {},
): TensorGroupArbitrary<Shaped<S>> {
  const names = ['format', 'imageSize', 'degenerate'] as const;
  const { format, imageSize, degenerate } = options;
  requireOptions({ format, imageSize, degenerate }, names, 'boxes');
  const text = spec ?? ('boxes 4' as S); // S is its default where the spec is left out
  if (!/(^|\s)(\w+=)?4\s*$/.test(text)) {
    throw new ArgumentError(`boxes: the last axis of spec must be 4, got '${text}'.`, {
      argument: 'spec',
      expected: "e.g. 'boxes 4'",
      actual: text,
    });
  }
  const read = requireChoice(format, BOX_FORMATS, 'format', 'boxes', 'xyxy');
  const place = PLACE[read];
  // Where a number of the width stands, and one of the height.
  const [across, down] = read === 'yxyx' ? [1, 0] : [0, 1];
  const [height, width] = requireImageSize(imageSize);
  const least = requireFlag(degenerate, 'degenerate', 'boxes', false) ? 0 : LEAST_SIDE;
  return structured(text, options, {
    where: 'boxes',
    alsoKnows: names,
    source: floatSource({ min: 0, max: Math.max(height, width) }, 'boxes'),
    arrange: (plain) =>
      mapRows(plain, (row) => {
        const [x = 0, otherX = 0] = [row[across], row[across + 2]];
        const [y = 0, otherY = 0] = [row[down], row[down + 2]];
        // Nothing else would make the whole image of what is drawn, where a point is a box too.
        const isFarCorner = Math.min(x, otherX) >= width && Math.min(y, otherY) >= height;
        const enough = isFarCorner ? LEAST_SIDE : least;
        [row[across], row[across + 2]] = place(
          Math.min(x, width),
          Math.min(otherX, width),
          width,
          enough * width,
        );
        [row[down], row[down + 2]] = place(
          Math.min(y, height),
          Math.min(otherY, height),
          height,
          enough * height,
        );
      }),
  });
}

/** Puts a side of a box between 0 and a limit. What is there already comes out as it went in. */
type Place = (first: number, second: number, limit: number, least: number) => [number, number];

/** Two corners. */
const corners: Place = (first, second, limit, least) => {
  const [low, high] = first <= second ? [first, second] : [second, first];
  if (high - low >= least) return [low, high];
  return limit - low >= least ? [low, limit] : [0, high];
};

const PLACE: Readonly<Record<BoxFormat, Place>> = {
  xyxy: corners,
  yxyx: corners,
  xywh(start, extent, limit, least) {
    const low = limit - start >= least ? start : 0;
    const room = Math.fround(limit - low);
    return [low, extent < least ? room : Math.min(extent, room)];
  },
  cxcywh(centre, extent, limit, least) {
    const middle = Math.min(centre, limit - centre) >= least / 2 ? centre : limit / 2;
    const room = Math.fround(2 * Math.min(middle, limit - middle));
    return [middle, extent < least ? room : Math.min(extent, room)];
  },
};

function requireImageSize(given: unknown): readonly [height: number, width: number] {
  if (given === undefined) return [1, 1];
  if (isShape(given)) {
    const [height = 0, width = 0] = given;
    requireCount(height, 'boxes', 'imageSize[0]');
    if (given.length === 2 && height > 0 && width > 0) return [height, width];
  }
  throw new ArgumentError(`boxes: imageSize must be [height, width] in pixels, got ${describeKind(given)}.`, {
    argument: 'imageSize',
    expected: '[height, width]',
    actual: given,
  });
}

import { createGenerator, type Seed } from '../../random/generator.ts';
import { formatRounded } from '../../tensor/print-number.ts';
import type { Corners } from './box-format.ts';

/** What every intersection over union obeys. */
export type IouLaw =
  | 'lies between 0 and 1'
  | 'of a box with itself is 1'
  | 'is symmetric'
  | 'of boxes apart is 0'
  | 'of boxes that touch is 0'
  | 'of a box inside another is the ratio of their areas'
  | 'is the same in another place'
  | 'is the same at another scale'
  | 'is a number for a box without area'
  | 'is intersection over union';

const TOLERANCE = 1e-4;

/** Two boxes. */
export type Pair = readonly [a: Corners, b: Corners];
/** How far the boxes of each pair overlap. */
export type Measure = (pairs: readonly Pair[]) => number[];

interface Claim {
  readonly boxes: Pair;
  readonly expected: string;
  readonly holds: (value: number, of: (boxes: Pair) => number) => boolean;
}

interface Law {
  readonly law: IouLaw;
  /** What the law says of a pair of boxes. */
  readonly claims: (pair: Pair) => readonly Claim[];
}

const box = (left: number, top: number, right: number, bottom: number): Corners => ({
  left,
  top,
  right,
  bottom,
});

/** Boxes of small whole numbers, so that what breaks a law can be checked by hand. */
export const SHAPES: readonly Pair[] = [
  [box(0, 0, 2, 2), box(1, 1, 3, 3)],
  [box(0, 0, 1, 1), box(2, 3, 4, 4)],
  [box(0, 0, 4, 4), box(1, 1, 2, 3)],
  [box(0, 0, 4, 1), box(1, 0, 2, 3)],
  [box(1, 2, 3, 4), box(1, 2, 3, 4)],
];

function near(value: number, expected: number): boolean {
  return Math.abs(value - expected) <= TOLERANCE;
}

function equal(boxes: Pair, expected: number): Claim {
  return { boxes, expected: formatRounded(expected), holds: (value) => near(value, expected) };
}

function areaOf({ left, top, right, bottom }: Corners): number {
  return (right - left) * (bottom - top);
}

function shifted({ left, top, right, bottom }: Corners, x: number, y: number): Corners {
  return { left: left + x, top: top + y, right: right + x, bottom: bottom + y };
}

function scaled({ left, top, right, bottom }: Corners, by: number): Corners {
  return { left: left * by, top: top * by, right: right * by, bottom: bottom * by };
}

function trueIou([a, b]: Pair): number {
  const width = Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left));
  const height = Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
  const shared = width * height;
  return shared / (areaOf(a) + areaOf(b) - shared);
}

/** What is claimed of every pair of boxes. */
export const LAWS: readonly Law[] = [
  {
    law: 'lies between 0 and 1',
    claims: (boxes) => [
      { boxes, expected: 'from 0 to 1', holds: (value) => value >= -TOLERANCE && value <= 1 + TOLERANCE },
    ],
  },
  { law: 'of a box with itself is 1', claims: ([a, b]) => [equal([a, a], 1), equal([b, b], 1)] },
  {
    law: 'is symmetric',
    claims: ([a, b]) => [
      {
        boxes: [a, b],
        expected: 'the same the other way round',
        holds: (value, of) => near(value, of([b, a])),
      },
    ],
  },
  {
    law: 'of boxes apart is 0',
    claims: ([a]: Pair): readonly Claim[] => {
      const [width, height] = [a.right - a.left, a.bottom - a.top];
      return [
        equal([a, shifted(a, width + 1, 0)], 0),
        equal([a, shifted(a, 0, height + 1)], 0),
        // Two negative sides have a positive product.
        equal([a, shifted(a, width + 1, height + 1)], 0),
      ];
    },
  },
  {
    law: 'of boxes that touch is 0',
    claims: ([a]) => [
      equal([a, shifted(a, a.right - a.left, 0)], 0),
      equal([a, shifted(a, 0, a.bottom - a.top)], 0),
    ],
  },
  {
    law: 'of a box inside another is the ratio of their areas',
    claims: ([a]: Pair): readonly Claim[] => {
      const outer = box(a.left - 1, a.top - 1, a.right + 2, a.bottom + 3);
      return [equal([a, outer], areaOf(a) / areaOf(outer)), equal([outer, a], areaOf(a) / areaOf(outer))];
    },
  },
  {
    law: 'is the same in another place',
    claims: ([a, b]) => [
      {
        boxes: [shifted(a, 3, -7), shifted(b, 3, -7)],
        expected: 'the same as before it was shifted',
        holds: (value, of) => near(value, of([a, b])),
      },
    ],
  },
  {
    law: 'is the same at another scale',
    claims: ([a, b]) => [
      {
        boxes: [scaled(a, 8), scaled(b, 8)],
        expected: 'the same as at an eighth of the size',
        holds: (value, of) => near(value, of([a, b])),
      },
    ],
  },
  {
    law: 'is a number for a box without area',
    claims: ([a]: Pair): readonly Claim[] => {
      const line = { ...a, right: a.left };
      const point = { ...line, bottom: line.top };
      return [[line, a] as const, [point, point] as const, [line, line] as const].map((boxes) => ({
        boxes,
        expected: 'a number',
        holds: (value) => Number.isFinite(value),
      }));
    },
  },
  { law: 'is intersection over union', claims: (boxes) => [equal(boxes, trueIou(boxes))] },
];

/** Boxes of whole numbers, drawn at random. */
export function randomPairs(count: number, seed: Seed): Pair[] {
  const next = createGenerator(`${seed}/boxes`);
  const draw = (): Corners => {
    const [left, top] = [Math.floor(next() * 8), Math.floor(next() * 8)];
    return box(left, top, left + 1 + Math.floor(next() * 6), top + 1 + Math.floor(next() * 6));
  };
  return Array.from({ length: count }, () => [draw(), draw()] as const);
}

import { tensor, tidy } from '@tensorflow/tfjs-core';
import { SubjectError } from '../../errors.ts';
import { createGenerator, type Seed } from '../../random/generator.ts';
import { requireSeed } from '../../random/seeded.ts';
import { formatRounded } from '../../tensor/print-number.ts';
import { describeKind, isTensor } from '../../tensor/subject.ts';
import type { CheckResult } from '../check-result.ts';
import { writeMessage } from '../evidence.ts';
import { requireChoice, requireOptions } from '../options.ts';
import { requireCount } from '../require-count.ts';
import { BOX_FORMATS, fromCorners, type BoxFormat, type Corners } from './box-format.ts';

/** How a measure of overlap is tried. */
export interface IouLawsOptions {
  /** How it reads boxes. @defaultValue 'xyxy' */
  readonly format?: BoxFormat | undefined;
  /** Random pairs of boxes, beside those that are always tried. @defaultValue 100 */
  readonly cases?: number | undefined;
  /** @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

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

/** A law that is broken, with the pair of boxes that shows it. */
export interface BrokenLaw {
  readonly law: IouLaw;
  readonly boxes: readonly [readonly number[], readonly number[]];
  readonly actual: number;
  /** In words: `0`, `from 0 to 1`, `a number`. */
  readonly expected: string;
}

/** Which laws hold, as data. */
export interface IouLawsDetails {
  readonly broken: readonly BrokenLaw[];
  readonly held: readonly IouLaw[];
  /** How the function takes boxes: rows against rows, each against each, or two boxes as plain numbers. */
  readonly form: 'rows' | 'pairs' | 'numbers';
  readonly format: BoxFormat;
  readonly seed: Seed;
}

const TOLERANCE = 1e-4;

/**
 * Checks that a function of boxes is an intersection over union, by the laws that every one obeys: from 0 to 1, 1 for a box and itself,
 * symmetric, 0 for boxes that are apart or only touch, the ratio of areas for a box inside another, the same wherever and at whatever scale,
 * and a number even for boxes without area.
 * @param iou takes two tensors of shape `boxes 4` and gives `boxes` (row with row) or `boxes others` (each with each); or two lists of four
 *   numbers, and gives a number
 * @param where who checks, as an error names it
 * @returns fails with one pair of small whole numbers for each law that is broken
 * @throws SubjectError for what is no function, or gives something else; ArgumentError for options that can't be used
 * @see Rezatofighi et al., Generalized Intersection over Union, CVPR 2019, section 3
 * @example
 * const overlap = ([a, b, c, d]: number[], [e, f, g, h]: number[]) => (Math.min(c, g) - Math.max(a, e)) * (Math.min(d, h) - Math.max(b, f));
 * checkIouLaws(overlap).pass; // false: of two boxes that are apart it is not 0
 */
export function checkIouLaws(
  iou: unknown,
  options: IouLawsOptions = {},
  where = 'checkIouLaws',
): CheckResult<IouLawsDetails> {
  const given = requireOptions(options, ['format', 'cases', 'seed'], where);
  const format = requireChoice(given.format, [...BOX_FORMATS], 'format', where, 'xyxy');
  const cases = requireCount(given.cases ?? 100, where, 'cases');
  const seed = requireSeed(given.seed ?? 0, where);
  const { measure, form } = requireMeasure(iou, format, where);
  const pairs = [...SHAPES, ...randomPairs(cases, seed)];
  const broken: BrokenLaw[] = [];
  const held: IouLaw[] = [];
  for (const { law, claims } of LAWS) {
    const all = pairs.flatMap((pair) => claims(pair));
    const values = measure(all.map(({ boxes }) => boxes));
    const at = all.findIndex(
      ({ holds }, i) => !holds(values[i] ?? NaN, (boxes) => measure([boxes])[0] ?? NaN),
    );
    const claim = all[at];
    if (claim === undefined) held.push(law);
    else {
      const [a, b] = claim.boxes;
      broken.push({
        law,
        boxes: [fromCorners(a, format), fromCorners(b, format)],
        actual: values[at] ?? NaN,
        expected: claim.expected,
      });
    }
  }
  const details: IouLawsDetails = { broken, held, form, format, seed };
  return { pass: broken.length === 0, details, message: () => iouLawsMessage(details) };
}

type Pair = readonly [a: Corners, b: Corners];
type Measure = (pairs: readonly Pair[]) => number[];

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
const SHAPES: readonly Pair[] = [
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

const LAWS: readonly Law[] = [
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
    claims: ([a]) => {
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
    claims: ([a]) => {
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
    claims: ([a]) => {
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

function randomPairs(count: number, seed: Seed): Pair[] {
  const next = createGenerator(`${seed}/boxes`);
  const draw = (): Corners => {
    const [left, top] = [Math.floor(next() * 8), Math.floor(next() * 8)];
    return box(left, top, left + 1 + Math.floor(next() * 6), top + 1 + Math.floor(next() * 6));
  };
  return Array.from({ length: count }, () => [draw(), draw()] as const);
}

/** Finds out how a function takes boxes, by asking it about three at once. */
function requireMeasure(
  iou: unknown,
  format: BoxFormat,
  where: string,
): { readonly measure: Measure; readonly form: IouLawsDetails['form'] } {
  if (typeof iou !== 'function') throw refused(describeKind(iou), where, undefined);
  const call = iou as (a: unknown, b: unknown) => unknown;
  const rowsOf = (boxes: readonly Corners[]): number[][] => boxes.map((each) => fromCorners(each, format));
  const asTensors = (
    pairs: readonly Pair[],
  ): { readonly shape: readonly number[]; readonly values: readonly number[] } => {
    let found: { shape: readonly number[]; values: readonly number[] } | undefined;
    tidy(() => {
      const given = call(
        tensor(rowsOf(pairs.map(([a]) => a)), [pairs.length, 4], 'float32'),
        tensor(rowsOf(pairs.map(([, b]) => b)), [pairs.length, 4], 'float32'),
      );
      if (!isTensor(given)) throw refused(`${describeKind(given)} as its result`, where, undefined);
      found = { shape: [...given.shape], values: Array.from(given.dataSync()) };
    });
    // tidy runs at once.
    return found as unknown as { readonly shape: readonly number[]; readonly values: readonly number[] };
  };
  const [first, second, third] = SHAPES as readonly [Pair, Pair, Pair, ...Pair[]];
  const probe = [first, second, third];
  const size = (shape: readonly number[]): string => shape.filter((side) => side !== 1).join();
  let thrown: unknown;
  try {
    const { shape } = asTensors(probe);
    if (size(shape) === '3') return { form: 'rows', measure: (pairs) => [...asTensors(pairs).values] };
    if (size(shape) === '3,3') {
      const diagonal: Measure = (pairs) => {
        const { values } = asTensors(pairs);
        return pairs.map((_, i) => values[i * pairs.length + i] ?? NaN);
      };
      return { form: 'pairs', measure: diagonal };
    }
    throw refused(`a result of shape [${shape.join(', ')}] for 3 boxes and 3 boxes`, where, undefined);
  } catch (error) {
    thrown = error;
  }
  const asNumbers: Measure = (pairs) =>
    pairs.map(([a, b]) => {
      const value = call(fromCorners(a, format), fromCorners(b, format));
      if (typeof value !== 'number') throw refused(`${describeKind(value)} as its result`, where, thrown);
      return value;
    });
  try {
    asNumbers(probe);
    return { form: 'numbers', measure: asNumbers };
  } catch {
    throw thrown instanceof SubjectError ? thrown : refused('a function that throws', where, thrown);
  }
}

function refused(actual: string, where: string, cause: unknown): SubjectError {
  const expected = 'a function of two tensors of boxes, or of two boxes as lists of numbers';
  return new SubjectError(`${where}: received must be ${expected}, got ${actual}.`, {
    argument: 'received',
    expected,
    actual,
    ...(cause !== undefined && { cause }),
  });
}

function iouLawsMessage({ broken, held, form, format, seed }: IouLawsDetails): string {
  if (broken.length === 0)
    return `Expected the function to break a law of IoU, but it keeps all ${held.length}.`;
  return writeMessage(
    `The function breaks ${broken.length} of ${broken.length + held.length} laws of intersection over union.`,
    [
      ...broken.map(
        ({ law, boxes: [a, b], actual, expected }) =>
          [
            `IoU ${law}`,
            `but it is ${formatRounded(actual)} for ${listOf(a)} and ${listOf(b)}, expected ${expected}`,
          ] as const,
      ),
      [
        'read as',
        `${format}, ${form === 'numbers' ? 'two boxes as numbers' : form === 'rows' ? 'row with row' : 'each with each'}, seed ${seed}`,
      ],
    ],
  );
}

function listOf(numbers: readonly number[]): string {
  return `[${numbers.map((each) => formatRounded(each)).join(', ')}]`;
}

import { tensor, tidy } from '@tensorflow/tfjs-core';
import { SubjectError } from '../../errors.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed } from '../../random/seeded.ts';
import { formatRounded } from '../../tensor/print-number.ts';
import { describeKind, isTensor } from '../../tensor/subject.ts';
import type { CheckResult } from '../check-result.ts';
import { writeMessage } from '../evidence.ts';
import { requireChoice, requireOptions } from '../options.ts';
import { requireCount } from '../require-count.ts';
import { BOX_FORMATS, fromCorners, type BoxFormat, type Corners } from './box-format.ts';
import { LAWS, randomPairs, SHAPES, type IouLaw, type Measure, type Pair } from './laws-of-iou.ts';

/** How a measure of overlap is tried. */
export interface IouLawsOptions {
  /** How it reads boxes. @defaultValue 'xyxy' */
  readonly format?: BoxFormat | undefined;
  /** Random pairs of boxes, beside those that are always tried. @defaultValue 100 */
  readonly cases?: number | undefined;
  /** @defaultValue 0 */
  readonly seed?: Seed | undefined;
}

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

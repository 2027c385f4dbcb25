import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../errors.ts';
import { coordinatesOf } from '../tensor/comparison/coordinates.ts';
import { readElements } from '../tensor/elements.ts';
import { describeKind } from '../tensor/subject.ts';
import { collectWhereabouts } from '../tensor/whereabouts.ts';
import type { CheckResult } from './check-result.ts';
import {
  allInRange,
  notAllInRange,
  printRange,
  type InRangeDetails,
  type Range,
} from './describe-in-range.ts';
import { requireChoice, requireFlag, requireNumber, requireOptions } from './options.ts';
import { requireElements } from './require-elements.ts';

/** Options of {@link checkInRange}. */
export interface InRangeOptions {
  /**
   * Which bounds do not themselves belong to the range.
   * @defaultValue neither: `low` and `high` belong to it
   */
  readonly exclusive?: 'low' | 'high' | 'both' | undefined;
  /**
   * The least share of the range, 0 to 1, that must lie between the smallest and the largest value. It catches what
   * stays within the range by filling next to none of it: an input normalised twice, an output that is constant.
   * @defaultValue 0: nothing is asked
   */
  readonly span?: number | undefined;
  /**
   * Whether a tensor without elements passes.
   * @defaultValue false: it is refused
   */
  readonly allowEmpty?: boolean | undefined;
}

export type { InRangeDetails, LocatedValue } from './describe-in-range.ts';

const LARGEST_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;

/** A bound as a tensor of the dtype can hold it: 0.1 in float32 is above 0.1, and must not count as outside [0, 0.1]. */
function boundFor(dtype: string, bound: number): number {
  if (dtype !== 'float32' || !Number.isFinite(bound)) return bound;
  return Math.max(-LARGEST_FLOAT32, Math.min(LARGEST_FLOAT32, Math.fround(bound)));
}

function requireRange(
  low: unknown,
  high: unknown,
  options: unknown,
  where: string,
): Range & { allowEmpty: boolean } {
  const from = requireNumber(low, 'low', where);
  const to = requireNumber(high, 'high', where);
  const given = requireOptions(options, ['exclusive', 'span', 'allowEmpty'], where);
  const exclusive = requireChoice(given.exclusive, ['low', 'high', 'both'], 'exclusive', where, undefined);
  const { span = 0 } = given;
  if (from > to || (from === to && exclusive !== undefined)) {
    throw new ArgumentError(
      `${where}: no number is in the range ${printRange({ low: from, high: to, exclusive })}.`,
      {
        argument: 'low',
        expected: exclusive === undefined ? 'at most high' : 'less than high',
        actual: from,
        ...(from > to && { hint: `the lower bound comes first: (${to}, ${from}).` }),
      },
    );
  }
  if (typeof span !== 'number' || !(span >= 0 && span <= 1)) {
    throw new ArgumentError(`${where}: span must be a number from 0 to 1, got ${describeKind(span)}.`, {
      argument: 'span',
      expected: 'a number from 0 to 1',
      actual: span,
    });
  }
  if (span > 0 && !Number.isFinite(to - from)) {
    throw new ArgumentError(
      `${where}: span is a share of the range, and the range from ${from} to ${to} has no end.`,
      {
        argument: 'span',
        expected: 'left out where a bound is infinite',
        actual: span,
      },
    );
  }
  const allowEmpty = requireFlag(given.allowEmpty, 'allowEmpty', where, false);
  return { low: from, high: to, exclusive, leastSpan: span, allowEmpty };
}

function survey(tensor: Tensor, range: Range, where: string): InRangeDetails {
  const elements = readElements(tensor, where);
  const low = boundFor(tensor.dtype, range.low);
  const high = boundFor(tensor.dtype, range.high);
  const openLow = range.exclusive === 'low' || range.exclusive === 'both';
  const openHigh = range.exclusive === 'high' || range.exclusive === 'both';
  const outside = collectWhereabouts(tensor.shape);
  let below = 0;
  let above = 0;
  let nan = 0;
  let least = -1;
  let most = -1;
  let minimum = Infinity;
  let maximum = -Infinity;
  let whole = true;
  for (let place = 0; place < elements.length; place += 1) {
    const value = elements[place] ?? NaN;
    if (Number.isNaN(value)) {
      nan += 1;
      outside.add(place, value);
      continue;
    }
    if (value < minimum || least < 0) {
      minimum = value;
      least = place;
    }
    if (value > maximum || most < 0) {
      maximum = value;
      most = place;
    }
    whole &&= Number.isInteger(value);
    if (value < low || (openLow && value === low)) {
      below += 1;
      outside.add(place, value);
    } else if (value > high || (openHigh && value === high)) {
      above += 1;
      outside.add(place, value);
    }
  }
  const width = high - low;
  return {
    ...range,
    dtype: tensor.dtype,
    shape: [...tensor.shape],
    size: tensor.size,
    below,
    above,
    nan,
    outside: outside.summary(),
    minimum: least < 0 ? undefined : { value: minimum, index: coordinatesOf(least, tensor.shape) },
    maximum: most < 0 ? undefined : { value: maximum, index: coordinatesOf(most, tensor.shape) },
    span: least >= 0 && width > 0 && Number.isFinite(width) ? (maximum - minimum) / width : undefined,
    whole: whole && least >= 0,
  };
}

/**
 * Checks that every element lies between two bounds, which belong to the range unless `exclusive` says otherwise. NaN lies in
 * no range. The bounds are rounded to the tensor's dtype: 0.1 in float32 is a little above 0.1, and is in [0, 0.1] all the same.
 * An infinite bound belongs to its range too; `toBeAllFinite` asks for more.
 * @param tensor any shape; float32, int32 or bool
 * @param low the lower bound, -Infinity for none
 * @param high the upper bound, at least `low`
 * @param options exclusive bounds, how much of the range must be filled, whether the tensor may be empty
 * @param where who asks, for the text of errors
 * @returns passes when every element is in the range; `details` counts those below and above, and has the extremes
 * @throws SubjectError for what is no live tensor of real numbers, and for a tensor without elements unless `allowEmpty`
 * @throws ArgumentError for a NaN bound, bounds the wrong way round, and unknown options
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { checkInRange } from 'tensorproof';
 *
 * const pixels = tf.tensor2d([[0, 128, 255]]);
 * const result = checkInRange(pixels, 0, 1);
 * if (result.pass || result.details.above !== 2) throw new Error(result.message());
 */
export function checkInRange(
  tensor: Tensor,
  low: number,
  high: number,
  options: InRangeOptions = {},
  where = 'checkInRange',
): CheckResult<InRangeDetails> {
  const { allowEmpty, ...range } = requireRange(low, high, options, where);
  requireElements(
    tensor,
    {
      refused: { complex64: 'complex numbers have no order', string: 'text is in no range of numbers' },
      allowEmpty,
    },
    where,
  );
  const details = survey(tensor, range, where);
  const pass =
    details.outside.count === 0 &&
    (range.leastSpan === 0 || tensor.size === 0 || (details.span ?? 0) >= range.leastSpan);
  return { pass, details, message: () => (pass ? allInRange(details) : notAllInRange(details)) };
}

import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../errors.ts';
import { readElements, type Elements } from '../tensor/elements.ts';
import { rowsAlong } from '../tensor/rows.ts';
import { describeKind } from '../tensor/subject.ts';
import type { CheckResult } from './check-result.ts';
import { sumsAsExpected, sumsNotAsExpected, type SumToDetails } from './describe-sums.ts';
import { requireAxis, requireFlag, requireOptions, requireTolerance } from './options.ts';
import { requireElements } from './require-elements.ts';

/** Options of {@link checkSumTo}. */
export interface SumToOptions {
  /**
   * The axis or axes that are summed away, as in `tf.sum`; negative ones count from the end.
   * @defaultValue all of them: one sum over every element
   */
  readonly axis?: number | readonly number[] | undefined;
  /**
   * Tolerance relative to the expected sum.
   * @defaultValue 0 where `atol` is given; else see {@link checkSumTo}
   */
  readonly rtol?: number | undefined;
  /**
   * Absolute tolerance.
   * @defaultValue 0 where `rtol` is given; else see {@link checkSumTo}
   */
  readonly atol?: number | undefined;
  /**
   * Whether a tensor without elements may pass.
   * @defaultValue false: it is refused
   */
  readonly allowEmpty?: boolean | undefined;
}

export type { RowSum, SumToDetails } from './describe-sums.ts';

/** How far a sum may be off. */
interface Tolerance {
  readonly from: SumToDetails['toleranceFrom'];
  of(magnitude: number): number;
}

const EPSILON = 2 ** -23;

/**
 * The default leaves room for what float32 does to a row before we see it, and no more. Over 2 to 1e6 classes, native, cpu and wasm
 * softmax and exp / sum(exp) stay below (4 + √length / 2)·2^-23 of the sum of magnitudes; twice that is allowed.
 */
function toleranceFor(
  dtype: string,
  length: number,
  rtol: unknown,
  atol: unknown,
  value: number,
  where: string,
): Tolerance {
  if (rtol !== undefined || atol !== undefined) {
    const given =
      requireTolerance(atol, 'atol', where, 0) + requireTolerance(rtol, 'rtol', where, 0) * Math.abs(value);
    return { from: 'given', of: () => given };
  }
  if (dtype !== 'float32') return { from: 'exact', of: () => 0 };
  const share = (8 + Math.sqrt(length)) * EPSILON;
  return { from: 'rounding', of: (magnitude) => 1e-6 + share * magnitude };
}

function requireAxes(axis: unknown, shape: readonly number[], where: string): number[] {
  if (axis === undefined) return [...shape.keys()];
  if (!Array.isArray(axis)) return [requireAxis(axis, shape, where)];
  const axes = axis.map((each, position) => requireAxis(each, shape, where, `axis[${position}]`));
  const repeated = axes.find((each, position) => axes.indexOf(each) !== position);
  if (axes.length === 0 || repeated !== undefined) {
    const actual = axes.length === 0 ? 'an empty array' : `axis ${String(repeated)} twice`;
    throw new ArgumentError(`${where}: axis must be an axis or several different ones, got ${actual}.`, {
      argument: 'axis',
      expected: 'an axis or several different ones',
      actual: axis,
    });
  }
  return axes.sort((a, b) => a - b);
}

/** Sums in float64, where 1e7 float32 numbers add up without a rounding that would matter. */
function survey(
  tensor: Tensor,
  elements: Elements,
  value: number,
  axes: readonly number[],
  tolerance: Tolerance,
): Omit<SumToDetails, 'otherAxis'> {
  const rows = rowsAlong(tensor.shape, axes);
  let wrongRows = 0;
  let wrongZeroRows = 0;
  let nanRows = 0;
  let worstRow = -1;
  let worstExcess = -Infinity;
  let worstSum = 0;
  let worstTolerance = 0;
  const sums: [number, number] = [Infinity, -Infinity];
  const range: [number, number] = [Infinity, -Infinity];
  for (let row = 0; row < rows.count; row += 1) {
    let sum = 0;
    let magnitude = 0;
    rows.forEachPiece(row, (start, stride, length) => {
      for (let step = 0, place = start; step < length; step += 1, place += stride) {
        const element = elements[place] ?? NaN;
        sum += element;
        magnitude += Math.abs(element);
        if (element < range[0]) range[0] = element;
        if (element > range[1]) range[1] = element;
      }
    });
    if (Number.isNaN(sum)) nanRows += 1;
    if (sum < sums[0]) sums[0] = sum;
    if (sum > sums[1]) sums[1] = sum;
    const allowed = Number.isFinite(magnitude) ? tolerance.of(magnitude) : 0;
    const excess = Number.isNaN(sum) ? Infinity : Math.abs(sum - value) - allowed;
    if (excess > 0) {
      wrongRows += 1;
      if (magnitude === 0) wrongZeroRows += 1;
    }
    if (excess > worstExcess) {
      worstExcess = excess;
      worstRow = row;
      worstSum = sum;
      worstTolerance = allowed;
    }
  }
  return {
    dtype: tensor.dtype,
    shape: [...tensor.shape],
    value,
    axes,
    rows: rows.count,
    rowLength: rows.length,
    wrongRows,
    wrongZeroRows,
    nanRows,
    worst:
      worstRow < 0
        ? undefined
        : {
            index: rows.indexOf(worstRow),
            sum: worstSum,
            difference: Math.abs(worstSum - value),
            tolerance: worstTolerance,
          },
    sums: sums[0] <= sums[1] ? sums : undefined,
    elements: range[0] <= range[1] ? range : undefined,
    toleranceFrom: tolerance.from,
  };
}

/**
 * Checks that every row along an axis, or along several, adds up to a value. Sums are taken on the host in float64.
 *
 * Unless a tolerance is given, int32 and bool must agree exactly, and float32 within
 * `1e-6 + (8 + √length)·2^-23·Σ|x|`: what rounding does to a row before it gets here. So a softmax over a million classes passes,
 * and a mean of zero is judged by the size of what was averaged. With `rtol` or `atol` it is `atol + rtol·|value|`.
 * @param tensor any shape; float32, int32 or bool
 * @param value the sum, a finite number
 * @param options the axis to sum along (all of them by default, as `tf.sum` does), tolerances, whether the tensor may be empty
 * @param where who asks, for the text of errors
 * @returns passes when every row does; `details.worst` is the one furthest off
 * @throws SubjectError for what is no live tensor of real numbers, and for a tensor without elements unless `allowEmpty`
 * @throws ArgumentError for a value that is not finite, an axis that is not there, and unknown options
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { checkSumTo } from 'tensorproof';
 *
 * const probabilities = tf.softmax(tf.tensor2d([[1, 2, 3], [0, 0, 9]]));
 * const result = checkSumTo(probabilities, 1, { axis: -1 });
 * if (!result.pass) throw new Error(result.message());
 */
export function checkSumTo(
  tensor: Tensor,
  value: number,
  options: SumToOptions = {},
  where = 'checkSumTo',
): CheckResult<SumToDetails> {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new ArgumentError(`${where}: value must be a finite number, got ${describeKind(value)}.`, {
      argument: 'value',
      expected: 'a finite number',
      actual: value,
    });
  }
  const given = requireOptions(options, ['axis', 'rtol', 'atol', 'allowEmpty'], where);
  const allowEmpty = requireFlag(given.allowEmpty, 'allowEmpty', where, false);
  requireElements(
    tensor,
    { refused: { complex64: 'its sum is no real number', string: 'text has no sum' }, allowEmpty },
    where,
  );
  const axes = requireAxes(given.axis, tensor.shape, where);
  const elements = readElements(tensor, where);
  const surveyAlong = (along: readonly number[]): Omit<SumToDetails, 'otherAxis'> => {
    const { length } = rowsAlong(tensor.shape, along);
    return survey(
      tensor,
      elements,
      value,
      along,
      toleranceFor(tensor.dtype, length, given.rtol, given.atol, value, where),
    );
  };
  const found = surveyAlong(axes);
  const pass = found.wrongRows === 0;
  // The last axis first: it is the one that is most often meant.
  const candidates = pass || tensor.shape.length < 2 ? [] : [...tensor.shape.keys()].reverse();
  const otherAxis = candidates.find(
    (axis) =>
      (tensor.shape[axis] ?? 1) > 1 &&
      !(axes.length === 1 && axes[0] === axis) &&
      surveyAlong([axis]).wrongRows === 0,
  );
  const details: SumToDetails = { ...found, otherAxis };
  return { pass, details, message: () => (pass ? sumsAsExpected(details) : sumsNotAsExpected(details)) };
}

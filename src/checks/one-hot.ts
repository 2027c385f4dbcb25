import type { Tensor } from '@tensorflow/tfjs-core';
import { SubjectError } from '../errors.ts';
import { coordinatesOf } from '../tensor/comparison/coordinates.ts';
import { describeTensor } from '../tensor/describe.ts';
import { readElements } from '../tensor/elements.ts';
import { formatNumber, formatShare } from '../tensor/print-number.ts';
import { rowsAlong } from '../tensor/rows.ts';
import type { CheckResult } from './check-result.ts';
import { countOf, describeIndex, partOf, writeMessage } from './evidence.ts';
import { requireAxis, requireFlag, requireOptions } from './options.ts';
import { requireElements } from './require-elements.ts';

/** Options of {@link checkOneHot}. */
export interface OneHotOptions {
  /**
   * The axis of the classes; a negative one counts from the end.
   * @defaultValue -1: the last
   */
  readonly axis?: number | undefined;
  /**
   * Whether a tensor without elements may pass.
   * @defaultValue false: it is refused
   */
  readonly allowEmpty?: boolean | undefined;
}

/** Rows with one fault in common. */
export interface FaultyRows {
  readonly count: number;
  /** The first one, with null on the axis of the classes. */
  readonly first: readonly (number | null)[] | undefined;
}

/** What {@link checkOneHot} found. */
export interface OneHotDetails {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly axis: number;
  readonly rows: number;
  readonly classes: number;
  readonly wrongRows: number;
  /** Rows of nothing but zeros. */
  readonly zeroRows: FaultyRows;
  /** Rows of zeros and several ones. */
  readonly manyHotRows: FaultyRows;
  /** Rows with anything that is neither 0 nor 1. */
  readonly otherRows: FaultyRows;
  /** The first such element. */
  readonly otherValue: { readonly index: readonly number[]; readonly value: number } | undefined;
  /** Whether some row is hot at class 0. */
  readonly usesFirstClass: boolean;
  /** Whether every row is of numbers from 0 to 1 that sum to 1 within 1e-3. */
  readonly distributions: boolean;
  /** Whether every element is a whole number from 0 up. */
  readonly wholeNumbers: boolean;
}

function survey(tensor: Tensor, axis: number, where: string): OneHotDetails {
  const elements = readElements(tensor, where);
  const rows = rowsAlong(tensor.shape, [axis]);
  const faults = {
    zeroRows: { count: 0, first: undefined as number | undefined },
    manyHotRows: { count: 0, first: undefined as number | undefined },
    otherRows: { count: 0, first: undefined as number | undefined },
  };
  let otherPlace = -1;
  let usesFirstClass = false;
  let distributions = true;
  let wholeNumbers = true;
  for (let row = 0; row < rows.count; row += 1) {
    let ones = 0;
    let others = 0;
    let sum = 0;
    let beyondUnit = 0;
    // Along a single axis a row is a single piece.
    rows.forEachPiece(row, (start, stride, length) => {
      for (let step = 0, place = start; step < length; step += 1, place += stride) {
        const element = elements[place] ?? NaN;
        if (element === 0) continue;
        if (element === 1) {
          ones += 1;
          usesFirstClass ||= step === 0;
        } else {
          others += 1;
          if (otherPlace < 0) otherPlace = place;
          if (!(element >= 0 && element <= 1)) beyondUnit += 1;
          wholeNumbers &&= Number.isInteger(element) && element >= 0;
        }
        sum += element;
      }
    });
    distributions &&= beyondUnit === 0 && Math.abs(sum - 1) <= 1e-3;
    if (others === 0 && ones === 1) continue;
    const fault = others > 0 ? faults.otherRows : ones === 0 ? faults.zeroRows : faults.manyHotRows;
    fault.count += 1;
    fault.first ??= row;
  }
  const located = ({ count, first }: { count: number; first: number | undefined }): FaultyRows => ({
    count,
    first: first === undefined ? undefined : rows.indexOf(first),
  });
  return {
    dtype: tensor.dtype,
    shape: [...tensor.shape],
    axis,
    rows: rows.count,
    classes: rows.length,
    wrongRows: faults.zeroRows.count + faults.manyHotRows.count + faults.otherRows.count,
    zeroRows: located(faults.zeroRows),
    manyHotRows: located(faults.manyHotRows),
    otherRows: located(faults.otherRows),
    otherValue:
      otherPlace < 0
        ? undefined
        : { index: coordinatesOf(otherPlace, tensor.shape), value: elements[otherPlace] ?? NaN },
    usesFirstClass,
    distributions,
    wholeNumbers,
  };
}

/** What the rows are likely to be, where that can be told from them alone. */
function hintOf(details: OneHotDetails): string | undefined {
  const { zeroRows, manyHotRows, otherRows, wrongRows, rows, shape, classes, distributions, wholeNumbers } =
    details;
  if (otherRows.count > 0 && shape.length === 1 && wholeNumbers) {
    return 'a vector of whole numbers looks like class indices: tf.oneHot(labels, depth).';
  }
  if (otherRows.count > 0 && distributions) {
    return `every row sums to 1, as probabilities and smoothed labels do; for those: toSumTo(1, { axis: ${details.axis} }).`;
  }
  if (manyHotRows.count === wrongRows) {
    return `several ones are right where an example has several labels; for those: toBeOneOf([0, 1]).`;
  }
  if (zeroRows.count === wrongRows && wrongRows < rows) {
    return details.usesFirstClass
      ? `tf.oneHot makes a row of zeros of a label that is not in [0, ${classes}).`
      : `tf.oneHot makes a row of zeros of a label that is not in [0, ${classes}), and no row is hot at class 0: labels that count from 1 look so.`;
  }
  return undefined;
}

function describeRows({ count, first }: FaultyRows, what: string): string | undefined {
  if (first === undefined) return undefined;
  const at = first.length === 1 ? '' : `, ${count === 1 ? 'at' : 'the first at'} ${describeIndex(first)}`;
  return `${what}${at}`;
}

function failing(details: OneHotDetails): string {
  const { rows, wrongRows, zeroRows, manyHotRows, otherRows, otherValue, axis, shape, dtype } = details;
  const which =
    wrongRows === rows
      ? `none of its ${countOf(rows, 'row')} is`
      : `${partOf(wrongRows, rows, 'row')} (${formatShare(wrongRows, rows)}) ${wrongRows === 1 ? 'is' : 'are'} not`;
  const along = shape.length > 1 ? ` along axis ${axis}` : '';
  return writeMessage(
    `Expected ${describeTensor(details)} to be one-hot${along}, but ${rows === 1 ? 'it is not' : which}.`,
    [
      ['all zeros', describeRows(zeroRows, countOf(zeroRows.count, 'row'))],
      ['several ones', describeRows(manyHotRows, countOf(manyHotRows.count, 'row'))],
      [
        'other values',
        otherValue &&
          `${countOf(otherRows.count, 'row')}, e.g. ${formatNumber(otherValue.value, dtype)} at ${describeIndex(otherValue.index)}`,
      ],
    ],
    hintOf(details),
  );
}

function negated(details: OneHotDetails): string {
  const { rows, axis, shape } = details;
  const along = shape.length > 1 ? ` along axis ${axis}` : '';
  const which = rows === 1 ? 'it is' : `all of its ${countOf(rows, 'row')} are`;
  return `Expected ${describeTensor(details)} not to be one-hot${along}, but ${rows === 0 ? 'it has no rows' : which}.`;
}

/**
 * Checks that every row along the axis of the classes has exactly one 1 and nothing else but zeros.
 * @param tensor at least one axis; float32, int32 or bool
 * @param options the axis of the classes (the last by default), whether the tensor may be empty
 * @param where who asks, for the text of errors
 * @returns passes when every row is one-hot; `details` counts rows of zeros, of several ones, and of other values apart
 * @throws SubjectError for what is no live tensor of real numbers, a scalar, and a tensor without elements unless `allowEmpty`
 * @throws ArgumentError for an axis that is not there, and unknown options
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { checkOneHot } from 'tensorproof';
 *
 * const labels = tf.oneHot(tf.tensor1d([1, 2, 3], 'int32'), 3);
 * const result = checkOneHot(labels);
 * if (result.details.zeroRows.count !== 1) throw new Error(result.message());
 */
export function checkOneHot(
  tensor: Tensor,
  options: OneHotOptions = {},
  where = 'checkOneHot',
): CheckResult<OneHotDetails> {
  const given = requireOptions(options, ['axis', 'allowEmpty'], where);
  const allowEmpty = requireFlag(given.allowEmpty, 'allowEmpty', where, false);
  requireElements(
    tensor,
    {
      refused: {
        complex64: 'labels are real numbers',
        string: 'texts are encoded by tf.oneHot of their indices',
      },
      allowEmpty,
    },
    where,
  );
  if (tensor.shape.length === 0) {
    throw new SubjectError(
      `${where}: received is a scalar, ${describeTensor(tensor)}, which has no axis of classes.`,
      {
        argument: 'received',
        expected: 'a tensor of at least one axis',
        actual: describeTensor(tensor),
      },
    );
  }
  const axis = requireAxis(given.axis ?? -1, tensor.shape, where);
  const details = survey(tensor, axis, where);
  const pass = details.wrongRows === 0;
  return { pass, details, message: () => (pass ? negated(details) : failing(details)) };
}

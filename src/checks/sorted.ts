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

/** Options of {@link checkSorted}. */
export interface SortedOptions {
  /**
   * The axis along which elements must be in order; a negative one counts from the end.
   * @defaultValue -1: the last
   */
  readonly axis?: number | undefined;
  /**
   * Whether the largest comes first.
   * @defaultValue false
   */
  readonly descending?: boolean | undefined;
  /**
   * Whether equal neighbours are out of order.
   * @defaultValue false
   */
  readonly strict?: boolean | undefined;
  /**
   * Whether a tensor without elements passes.
   * @defaultValue false: it is refused
   */
  readonly allowEmpty?: boolean | undefined;
}

/** Two neighbours along the axis that are in the wrong order. */
export interface WrongPair {
  readonly index: readonly number[];
  readonly value: number;
  readonly next: number;
}

/** What {@link checkSorted} found. */
export interface SortedDetails {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly axis: number;
  readonly descending: boolean;
  readonly strict: boolean;
  readonly rows: number;
  readonly rowLength: number;
  readonly wrongRows: number;
  /** How many neighbours are in the wrong order, out of how many. */
  readonly wrongPairs: number;
  readonly pairs: number;
  /** How many of those are equal. */
  readonly equalPairs: number;
  /** How many have a NaN, which is neither before nor after any number. */
  readonly nanPairs: number;
  /** How many neighbours would be in the wrong order if the direction were the other. */
  readonly wrongPairsOtherWay: number;
  /** The first one. */
  readonly first: WrongPair | undefined;
}

type Order = Pick<SortedDetails, 'axis' | 'descending' | 'strict'>;

function survey(tensor: Tensor, order: Order, where: string): SortedDetails {
  const elements = readElements(tensor, where);
  const rows = rowsAlong(tensor.shape, [order.axis]);
  const counts = { wrongRows: 0, wrongPairs: 0, equalPairs: 0, nanPairs: 0, wrongPairsOtherWay: 0 };
  let first: WrongPair | undefined;
  for (let row = 0; row < rows.count; row += 1) {
    const before = counts.wrongPairs;
    // Along a single axis a row is a single piece.
    rows.forEachPiece(row, (start, stride, length) => {
      for (let step = 1, place = start; step < length; step += 1, place += stride) {
        const value = elements[place] ?? NaN;
        const next = elements[place + stride] ?? NaN;
        // A NaN is in the wrong order whichever way one looks.
        const rises = value < next;
        const falls = value > next;
        const equal = value === next;
        const [right, otherWay] = order.descending ? [falls, rises] : [rises, falls];
        if (!(otherWay || (equal && !order.strict))) counts.wrongPairsOtherWay += 1;
        if (right || (equal && !order.strict)) continue;
        counts.wrongPairs += 1;
        if (equal) counts.equalPairs += 1;
        else if (!rises && !falls) counts.nanPairs += 1;
        first ??= { index: coordinatesOf(place, tensor.shape), value, next };
      }
    });
    if (counts.wrongPairs > before) counts.wrongRows += 1;
  }
  return {
    ...order,
    ...counts,
    dtype: tensor.dtype,
    shape: [...tensor.shape],
    rows: rows.count,
    rowLength: rows.length,
    pairs: rows.count * Math.max(0, rows.length - 1),
    first,
  };
}

function describeOrder({ descending, strict }: SortedDetails): string {
  return `${strict ? 'strictly ' : ''}${descending ? 'descending' : 'ascending'}`;
}

function hintOf(details: SortedDetails): string | undefined {
  if (details.wrongPairsOtherWay === 0) {
    const subject = details.rows === 1 ? 'it' : 'every row';
    return `${subject} is in the other order; to ask for that: { descending: ${String(!details.descending)} }.`;
  }
  if (details.equalPairs === details.wrongPairs) {
    return 'only equal neighbours are wrong; without strict they are in order.';
  }
  return undefined;
}

function failing(details: SortedDetails): string {
  const { rows, wrongRows, wrongPairs, nanPairs, first, dtype, shape, axis } = details;
  const several = shape.length > 1;
  const along = several ? ` along axis ${axis}` : '';
  const which =
    wrongRows === rows
      ? `none of its ${countOf(rows, 'row')} is`
      : `${partOf(wrongRows, rows, 'row')} (${formatShare(wrongRows, rows)}) ${wrongRows === 1 ? 'is' : 'are'} not`;
  const next = first?.index.map((at, each) => (each === axis ? at + 1 : at));
  return writeMessage(
    `Expected ${describeTensor(details)} to be ${describeOrder(details)}${along}, but ${rows === 1 ? 'it is not' : which}.`,
    [
      [
        'first',
        first &&
          next &&
          `${formatNumber(first.value, dtype)} at ${describeIndex(first.index)}, then ${formatNumber(first.next, dtype)} at ${describeIndex(next)}`,
      ],
      ['neighbours', `${partOf(wrongPairs, details.pairs, 'pair')} in the wrong order`],
      [
        'NaN',
        nanPairs === 0
          ? undefined
          : `in ${countOf(nanPairs, 'pair')}; it comes neither before nor after a number`,
      ],
    ],
    hintOf(details),
  );
}

function negated(details: SortedDetails): string {
  const { rows, rowLength, shape, axis } = details;
  const along = shape.length > 1 ? ` along axis ${axis}` : '';
  const order = describeOrder(details);
  const tensor = describeTensor(details);
  if (rowLength < 2 || rows === 0) {
    const what = rows === 0 ? 'no rows' : `rows of ${countOf(rowLength, 'element')}`;
    return `Expected ${tensor} not to be ${order}${along}, but it has ${rows === 1 ? `only ${countOf(rowLength, 'element')}` : what}, which ${rows === 1 ? 'is' : 'are'} in every order.`;
  }
  return `Expected ${tensor} not to be ${order}${along}, but ${rows === 1 ? 'it is' : `all of its ${countOf(rows, 'row')} are`}.`;
}

/**
 * Checks that elements are in order along an axis. NaN is in no order, and -0 equals 0.
 * @param tensor at least one axis; float32, int32 or bool
 * @param options the axis (the last by default), the direction, whether equal neighbours count, whether the tensor may be empty
 * @param where who asks, for the text of errors
 * @returns passes when every row is in order; `details.first` is the first pair that is not
 * @throws SubjectError for what is no live tensor of real numbers, a scalar, and a tensor without elements unless `allowEmpty`
 * @throws ArgumentError for an axis that is not there, and unknown options
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { checkSorted } from 'tensorproof';
 *
 * const scores = tf.tensor1d([0.9, 0.5, 0.7]);
 * const result = checkSorted(scores, { descending: true });
 * if (result.details.first?.next !== Math.fround(0.7)) throw new Error(result.message());
 */
export function checkSorted(
  tensor: Tensor,
  options: SortedOptions = {},
  where = 'checkSorted',
): CheckResult<SortedDetails> {
  const given = requireOptions(options, ['axis', 'descending', 'strict', 'allowEmpty'], where);
  const descending = requireFlag(given.descending, 'descending', where, false);
  const strict = requireFlag(given.strict, 'strict', where, false);
  const allowEmpty = requireFlag(given.allowEmpty, 'allowEmpty', where, false);
  requireElements(
    tensor,
    {
      refused: {
        complex64: 'complex numbers have no order',
        string: 'the order of texts depends on the language',
      },
      allowEmpty,
    },
    where,
  );
  if (tensor.shape.length === 0) {
    throw new SubjectError(
      `${where}: received is a scalar, ${describeTensor(tensor)}, which has no axis to be in order along.`,
      {
        argument: 'received',
        expected: 'a tensor of at least one axis',
        actual: describeTensor(tensor),
      },
    );
  }
  const axis = requireAxis(given.axis ?? -1, tensor.shape, where);
  const details = survey(tensor, { axis, descending, strict }, where);
  const pass = details.wrongPairs === 0;
  return { pass, details, message: () => (pass ? negated(details) : failing(details)) };
}

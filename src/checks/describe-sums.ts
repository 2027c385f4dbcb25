import { describeTensor } from '../tensor/describe.ts';
import { formatRounded, formatShare } from '../tensor/print-number.ts';
import { describeRange } from './describe-values.ts';
import { countOf, describeIndex, partOf, writeMessage } from './evidence.ts';

/** The sum of one row. */
export interface RowSum {
  /** With null on the axes that were summed away. */
  readonly index: readonly (number | null)[];
  readonly sum: number;
  /** How far from the expected sum; NaN where the sum is. */
  readonly difference: number;
  readonly tolerance: number;
}

/** What `checkSumTo` found. */
export interface SumToDetails {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly value: number;
  /** The axes summed away, from 0 to rank - 1. */
  readonly axes: readonly number[];
  readonly rows: number;
  readonly rowLength: number;
  readonly wrongRows: number;
  /** The row that is furthest off, a NaN above all. */
  readonly worst: RowSum | undefined;
  /** How many of the wrong rows hold nothing but zeros. */
  readonly wrongZeroRows: number;
  readonly nanRows: number;
  /** The range of the sums, NaN aside. */
  readonly sums: readonly [minimum: number, maximum: number] | undefined;
  /** The range of the elements, NaN aside. */
  readonly elements: readonly [minimum: number, maximum: number] | undefined;
  readonly toleranceFrom: 'given' | 'rounding' | 'exact';
  /** Another axis along which every row has the expected sum. */
  readonly otherAxis: number | undefined;
}

function describeAxes({ axes }: SumToDetails): string {
  return axes.length === 1 ? `axis ${String(axes[0])}` : `axes ${axes.join(' and ')}`;
}

/** Why the sums may be off, where the numbers show it. */
function hintOf(details: SumToDetails): string | undefined {
  const { value, otherAxis, wrongZeroRows, wrongRows, rows, elements, axes, shape } = details;
  const target = formatRounded(value, 7);
  if (otherAxis !== undefined) {
    return axes.length === shape.length
      ? `along axis ${otherAxis} every row sums to ${target}; to ask for that: { axis: ${otherAxis} }.`
      : `along axis ${otherAxis} every row sums to ${target}; either the tensor or this check has the wrong axis.`;
  }
  if (wrongZeroRows > 0 && wrongZeroRows === wrongRows && wrongRows < rows) {
    return 'every wrong row is all zeros; tf.oneHot makes such a row of a label that is not in [0, depth).';
  }
  if (value === 1 && elements !== undefined && elements[0] < 0) {
    return 'there are negative elements, so these are no probabilities; logits without a softmax look so.';
  }
  return undefined;
}

function describeTolerance({ toleranceFrom, worst, rowLength }: SumToDetails): string | undefined {
  if (worst === undefined || !Number.isFinite(worst.sum)) return undefined;
  switch (toleranceFrom) {
    case 'given':
      return `${formatRounded(worst.tolerance)}, as given`;
    case 'rounding':
      return `${formatRounded(worst.tolerance, 2)}, room for the rounding of ${countOf(rowLength, 'float32 element')}`;
    case 'exact':
      return 'none, since these are whole numbers';
  }
}

/** The sums of all rows, with as many digits as tell them from the expected one. */
function describeSums({ sums }: SumToDetails, digits: number): string | undefined {
  if (sums === undefined) return undefined;
  const [least, most] = [formatRounded(sums[0], digits), formatRounded(sums[1], digits)];
  return least === most ? `${least} each` : `from ${least} to ${most}`;
}

/** What is wrong with the sums of the rows: the message of a check that failed. */
export function sumsNotAsExpected(details: SumToDetails): string {
  const { rows, wrongRows, worst, nanRows, axes, shape } = details;
  const target = formatRounded(details.value, 7);
  const tensor = describeTensor(details);
  const tolerance = ['tolerance', describeTolerance(details)] as const;
  const off = worst === undefined || Number.isNaN(worst.sum) ? undefined : formatRounded(worst.difference);
  const sum = worst === undefined ? '' : formatRounded(worst.sum, 7);
  if (rows === 1) {
    const what =
      axes.length === shape.length ? `the elements of ${tensor}` : `${tensor} along ${describeAxes(details)}`;
    return writeMessage(
      `Expected ${what} to sum to ${target}, but ${axes.length === shape.length ? 'they sum' : 'it sums'} to ${sum}.`,
      [
        ['off by', off],
        ['elements', details.elements && describeRange(details.elements, details.dtype)],
        tolerance,
      ],
      hintOf(details),
    );
  }
  const share = `${partOf(wrongRows, rows, 'row')} (${formatShare(wrongRows, rows)})`;
  return writeMessage(
    `Expected every row of ${tensor} along ${describeAxes(details)} to sum to ${target}, but ${
      wrongRows === rows ? `none of ${rows} does` : `${share} ${wrongRows === 1 ? 'does' : 'do'} not`
    }.`,
    [
      [
        'worst',
        worst && `${describeIndex(worst.index)} sums to ${sum}${off === undefined ? '' : `, off by ${off}`}`,
      ],
      ['NaN', nanRows === 0 ? undefined : `in ${countOf(nanRows, 'row')}`],
      ['sums', describeSums(details, 7)],
      ['elements', details.elements && describeRange(details.elements, details.dtype)],
      tolerance,
    ],
    hintOf(details),
  );
}

/** That the sums are what they should not be: the message behind a negation. */
export function sumsAsExpected(details: SumToDetails): string {
  const { rows, worst, axes, shape } = details;
  const target = formatRounded(details.value, 7);
  const tensor = describeTensor(details);
  const whole = axes.length === shape.length;
  if (rows === 0) {
    return `Expected some row of ${tensor} along ${describeAxes(details)} not to sum to ${target}, but there are no rows.`;
  }
  return writeMessage(
    whole
      ? `Expected the elements of ${tensor} not to sum to ${target}, but they do.`
      : `Expected some row of ${tensor} along ${describeAxes(details)} not to sum to ${target}, but ${rows === 1 ? 'the only row does' : `all ${countOf(rows, 'row')} do`}.`,
    [
      ['sums', rows === 1 ? formatRounded(worst?.sum ?? NaN, 9) : describeSums(details, 9)],
      ['tolerance', worst && describeTolerance(details)],
    ],
  );
}

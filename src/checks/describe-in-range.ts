import { describeTensor } from '../tensor/describe.ts';
import { formatCount, formatNumber, formatShare } from '../tensor/print-number.ts';
import type { Whereabouts } from '../tensor/whereabouts.ts';
import { allElementsAre, describeRange, describeWhereabouts } from './describe-values.ts';
import { describeIndex, partOf, writeMessage, type EvidenceLine } from './evidence.ts';

/** A value and where it is first found. */
export interface LocatedValue {
  readonly value: number;
  readonly index: readonly number[];
}

/** What `checkInRange` found. */
export interface InRangeDetails {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly size: number;
  readonly low: number;
  readonly high: number;
  readonly exclusive: 'low' | 'high' | 'both' | undefined;
  readonly below: number;
  readonly above: number;
  /** How many are NaN, which is in no range. */
  readonly nan: number;
  readonly outside: Whereabouts;
  /** The smallest value; `undefined` where there is none but NaN. */
  readonly minimum: LocatedValue | undefined;
  readonly maximum: LocatedValue | undefined;
  /** The share of the range between the smallest and the largest value, and what was asked of it. */
  readonly span: number | undefined;
  readonly leastSpan: number;
  /** Whether every value is a whole number. */
  readonly whole: boolean;
}

/** What was asked of the values. */
export type Range = Pick<InRangeDetails, 'low' | 'high' | 'exclusive' | 'leastSpan'>;

/** The interval in the notation of mathematics: `[0, 1)`. */
export function printRange({ low, high, exclusive }: Omit<Range, 'leastSpan'>): string {
  const open = exclusive === 'low' || exclusive === 'both' ? '(' : '[';
  const close = exclusive === 'high' || exclusive === 'both' ? ')' : ']';
  return `${open}${formatNumber(low, 'float64')}, ${formatNumber(high, 'float64')}${close}`;
}

/** What the values are likely to be, where that can be told from them alone. */
function hintOf({ minimum, maximum, low, high, whole, nan }: InRangeDetails): string | undefined {
  if (minimum === undefined || maximum === undefined || nan > 0) return undefined;
  const [least, most] = [minimum.value, maximum.value];
  const unit = high === 1 && (low === 0 || low === -1);
  if (unit && whole && least >= 0 && most > 127 && most <= 255) {
    return low === 0
      ? 'whole numbers from 0 to 255 look like uint8 pixels that were never divided by 255.'
      : 'whole numbers from 0 to 255 look like uint8 pixels that were never scaled: x / 127.5 - 1.';
  }
  if (unit && low === 0 && least >= 0 && most > 0 && most <= Math.fround(1 / 255)) {
    return 'no value exceeds 1/255; pixels that were divided by 255 twice look so.';
  }
  if (unit && low === 0 && least < 0 && least >= -1 && most <= 1) {
    return 'the values lie in [-1, 1], the range of tanh and of inputs scaled by x / 127.5 - 1.';
  }
  return undefined;
}

/** The smallest and the largest value with their places, or the one value that all elements have. */
function describeExtremes({ minimum, maximum, dtype, size, nan }: InRangeDetails): EvidenceLine[] {
  if (minimum === undefined || maximum === undefined) return [];
  if (minimum.value === maximum.value && nan === 0) {
    return [['value', `${formatNumber(minimum.value, dtype)}${size === 1 ? '' : ' everywhere'}`]];
  }
  return [
    ['minimum', `${formatNumber(minimum.value, dtype)} at ${describeIndex(minimum.index)}`],
    ['maximum', `${formatNumber(maximum.value, dtype)} at ${describeIndex(maximum.index)}`],
  ];
}

/** What is outside the range: the message of a check that failed. */
export function notAllInRange(details: InRangeDetails): string {
  const { size, outside, dtype, span, leastSpan, below, above, nan } = details;
  const range = printRange(details);
  const subject = `Expected every element of ${describeTensor(details)} to be in ${range}`;
  if (outside.count === 0) {
    return writeMessage(
      `${subject} and to span at least ${formatShare(leastSpan, 1)} of it, but they span ${formatShare(span ?? 0, 1)}.`,
      describeExtremes(details),
      hintOf(details),
    );
  }
  const share = `${partOf(outside.count, size, 'element')} (${formatShare(outside.count, size)})`;
  const { exclusive, low, high } = details;
  const atLow = exclusive === 'low' || exclusive === 'both' ? 'at or ' : '';
  const atHigh = exclusive === 'high' || exclusive === 'both' ? 'at or ' : '';
  const kinds = [
    [`${atLow}below ${formatNumber(low, 'float64')}`, below],
    [`${atHigh}above ${formatNumber(high, 'float64')}`, above],
    ['NaN', nan],
  ] as const;
  const oneValue = outside.count === nan || (nan === 0 && details.minimum?.value === details.maximum?.value);
  return writeMessage(
    outside.count === size
      ? `${subject}, but ${size === 1 ? 'its only element is not' : 'none is'}.`
      : `${subject}, but ${share} ${outside.count === 1 ? 'is' : 'are'} not.`,
    [
      [
        'outside',
        kinds
          .filter(([, count]) => count > 0)
          .map(([kind, count]) => `${formatCount(count)} ${kind}`)
          .join(', '),
      ],
      ...describeWhereabouts(outside, size, oneValue ? undefined : dtype),
      ...describeExtremes(details),
    ],
    hintOf(details),
  );
}

/** That nothing is outside: the message behind a negation. */
export function allInRange(details: InRangeDetails): string {
  const { size, minimum, maximum, dtype } = details;
  return writeMessage(
    `Expected some element of ${describeTensor(details)} to be outside ${printRange(details)}, but ${allElementsAre(size, 'in it')}.`,
    [['values', minimum && maximum && describeRange([minimum.value, maximum.value], dtype)]],
  );
}

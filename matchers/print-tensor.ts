import type { Tensor } from '@tensorflow/tfjs-core';
import { describeTensor } from '../src/tensor/describe.ts';
import { readElements, readStrings, type Elements } from '../src/tensor/elements.ts';
import { formatCount, formatRounded } from '../src/tensor/print-number.ts';

/** A tensor up to this size is printed whole, row by row. */
const WHOLE = 12;
/** Of a larger one, how many elements are shown from either end. */
const FROM_START = 4;
const FROM_END = 2;
/** Significant digits of the largest element; the others are printed to the same decimal place. */
const DIGITS = 4;
/** No element is printed beyond this decimal place: what is smaller is rounding noise, and differs by machine. */
const DECIMALS = 8;

/**
 * Prints a tensor as its dtype, shape and a few rounded values, the same on every machine that computes it about as well.
 * @param tensor any tensor, a disposed one too
 * @returns one line
 * @example
 * printTensor(tf.tensor([[1, 2], [3, 1 / 3]])); // 'float32[2, 2] [[1, 2], [3, 0.333]]'
 */
export function printTensor(tensor: Tensor): string {
  const facts = describeTensor(tensor);
  if (tensor.isDisposed) return `${facts} (disposed)`;
  if (tensor.dtype === 'string') return `${facts} ${printStrings(tensor)}`;
  const values = readElements(tensor, 'printTensor');
  const print = printerFor(tensor.dtype, values);
  if (tensor.size <= WHOLE)
    return `${facts} ${nest(
      Array.from({ length: tensor.size }, (_, i) => print(i)),
      tensor.shape,
    )}`;
  return `${facts} ${ends(tensor.size, print)}${statistics(tensor.dtype, values)}`;
}

function printStrings(tensor: Tensor): string {
  const texts = readStrings(tensor, 'printTensor');
  const print = (i: number): string => JSON.stringify(texts[i]);
  return tensor.size <= WHOLE
    ? nest(
        texts.map((_, i) => print(i)),
        tensor.shape,
      )
    : ends(tensor.size, print);
}

function printerFor(dtype: string, values: Elements): (index: number) => string {
  if (dtype === 'bool') return (i) => String(values[i] !== 0);
  if (dtype === 'int32') return (i) => String(values[i]);
  const decimals = decimalsFor(largest(values));
  const round = (value: number): string => roundTo(value, decimals);
  if (dtype !== 'complex64') return (i) => round(values[i] ?? NaN);
  return (i) => {
    const imaginary = round(values[2 * i + 1] ?? NaN);
    const joined = imaginary.startsWith('-') ? ` - ${imaginary.slice(1)}` : ` + ${imaginary}`;
    return `${round(values[2 * i] ?? NaN)}${joined}i`;
  };
}

/** The largest finite magnitude; 0 where there is none. */
function largest(values: Elements): number {
  let most = 0;
  for (const value of values) {
    const magnitude = Math.abs(value);
    if (magnitude > most && magnitude < Infinity) most = magnitude;
  }
  return most;
}

function decimalsFor(magnitude: number): number {
  if (magnitude === 0) return 0;
  return Math.max(0, Math.min(DECIMALS, DIGITS - 1 - Math.floor(Math.log10(magnitude))));
}

function roundTo(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return String(value);
  // Integers keep their digits; adding 0 turns -0, which is rounding noise here, into 0.
  return Number.isInteger(value) ? String(value + 0) : String(Number(value.toFixed(decimals)) + 0);
}

/** Brackets as deep as the rank: `[[1, 2], [3, 4]]`; a scalar has none. */
function nest(items: readonly string[], shape: readonly number[]): string {
  const [size, ...rest] = shape;
  if (size === undefined) return items[0] ?? '';
  const width = items.length / size;
  const rows = Array.from({ length: size }, (_, row) =>
    nest(items.slice(row * width, (row + 1) * width), rest),
  );
  return `[${rows.join(', ')}]`;
}

function ends(size: number, print: (index: number) => string): string {
  const first = Array.from({ length: FROM_START }, (_, i) => print(i));
  const last = Array.from({ length: FROM_END }, (_, i) => print(size - FROM_END + i));
  return `[${[...first, '…', ...last].join(', ')}]`;
}

/** What the elements left out amount to, so that a snapshot sees them change. */
function statistics(dtype: string, values: Elements): string {
  if (dtype === 'complex64') return '';
  let [sum, least, most, odd] = [0, Infinity, -Infinity, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) {
      odd++;
      continue;
    }
    sum += value;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const finite = values.length - odd;
  if (dtype === 'bool') return ` (${formatCount(sum)} of ${formatCount(values.length)} true)`;
  const decimals = decimalsFor(Math.max(Math.abs(least), Math.abs(most)));
  const parts = [
    ...(finite > 0
      ? [
          `mean ${roundTo(Number(formatRounded(sum / finite, DIGITS)), decimals)}`,
          `min ${roundTo(least, decimals)}`,
          `max ${roundTo(most, decimals)}`,
        ]
      : []),
    ...(odd > 0 ? [`${formatCount(odd)} not finite`] : []),
  ];
  return ` (${parts.join(', ')})`;
}

import type { Tensor } from '@tensorflow/tfjs-core';
import { describeTensor } from './describe.ts';
import { readElements, readStrings, type Elements } from './elements.ts';
import { isTensor, requireTensor } from './subject.ts';
import { formatCount, formatElement, formatRounded } from './print-number.ts';

/** How much {@link summarizeTensor} says. */
export interface SummaryOptions {
  /** Significant digits of each value, 1 to 17. @defaultValue 4 */
  readonly digits?: number | undefined;
  /** Up to how many elements are all printed. @defaultValue 16 */
  readonly limit?: number | undefined;
}

/** Values of a large tensor that are printed from its beginning and from its end. */
const HEAD = 3;
const TAIL = 1;

/**
 * Prints a tensor in one line: dtype and shape, then all its values where they are few,
 * else their range, their mean, how many are NaN or infinite, and the first few.
 * @param tensor any tensor, a disposed one too
 * @param options how many digits and values
 * @throws SubjectError for what is no tensor
 * @example
 * summarizeTensor(tf.tensor([[1, 2, 3], [4, 5, 6]])); // 'float32[2, 3] [[1, 2, 3], [4, 5, 6]]'
 * summarizeTensor(tf.linspace(0, 1, 101)); // 'float32[101] min 0, max 1, mean 0.5 [0, 0.01, 0.02, …, 1]'
 */
export function summarizeTensor(tensor: Tensor, options: SummaryOptions = {}): string {
  const { digits = 4, limit = 16 } = options;
  // A disposed one still says what it was.
  if (!isTensor(tensor)) requireTensor(tensor, 'summarizeTensor', 'tensor');
  const facts = describeTensor(tensor);
  if (tensor.isDisposed) return `${facts} (disposed)`;
  if (tensor.dtype === 'string') {
    const strings = readStrings(tensor, 'summarizeTensor');
    const print = (position: number): string => formatElement(strings[position] ?? '', 'string');
    return `${facts} ${tensor.size <= limit ? nested(tensor.shape, print) : excerpt(tensor.size, print)}`;
  }
  const elements = readElements(tensor, 'summarizeTensor');
  const print = elementPrinter(elements, tensor.dtype, digits);
  if (tensor.size <= limit) return `${facts} ${nested(tensor.shape, print)}`;
  const statistics = tensor.dtype === 'complex64' ? '' : `${statisticsOf(elements, tensor.dtype, digits)} `;
  return `${facts} ${statistics}${excerpt(tensor.size, print)}`;
}

/** Prints the element at a position in row-major order. */
type Print = (position: number) => string;

function elementPrinter(elements: Elements, dtype: string, digits: number): Print {
  const round = (value = NaN): number =>
    Number.isInteger(value) ? value : Number(value.toPrecision(digits));
  if (dtype !== 'complex64') return (position) => formatElement(round(elements[position]), dtype);
  return (position) => {
    const [real, imaginary] = [round(elements[2 * position]), round(elements[2 * position + 1])];
    return formatElement({ real, imaginary }, dtype);
  };
}

function excerpt(size: number, print: Print): string {
  const head = Array.from({ length: HEAD }, (_, i) => print(i));
  const tail = Array.from({ length: TAIL }, (_, i) => print(size - TAIL + i));
  return `[${[...head, '…', ...tail].join(', ')}]`;
}

/** Nested brackets as in a literal of the tensor. */
function nested(shape: readonly number[], print: Print, axis = 0, start = 0): string {
  const size = shape[axis];
  if (size === undefined) return print(start);
  const stride = shape.slice(axis + 1).reduce((product, each) => product * each, 1);
  const parts = Array.from({ length: size }, (_, i) => nested(shape, print, axis + 1, start + i * stride));
  return `[${parts.join(', ')}]`;
}

function statisticsOf(elements: Elements, dtype: string, digits: number): string {
  const { min, max, sum, finite, nan, infinite } = survey(elements);
  const parts: string[] = [];
  if (dtype === 'bool') parts.push(`${formatCount(sum)} true`);
  else if (finite > 0) {
    const show = (value: number): string => formatRounded(value, digits);
    parts.push(`min ${show(min)}`, `max ${show(max)}`, `mean ${show(sum / finite)}`);
  }
  if (nan > 0) parts.push(`${formatCount(nan)} NaN`);
  if (infinite > 0) parts.push(`${formatCount(infinite)} infinite`);
  return parts.join(', ');
}

interface Survey {
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly finite: number;
  readonly nan: number;
  readonly infinite: number;
}

/** Range and sum of the finite elements, and how many are not finite. */
function survey(elements: Elements): Survey {
  let [min, max, sum, finite, nan] = [Infinity, -Infinity, 0, 0, 0];
  for (const element of elements) {
    if (Number.isNaN(element)) nan++;
    if (!Number.isFinite(element)) continue;
    if (element < min) min = element;
    if (element > max) max = element;
    sum += element;
    finite++;
  }
  return { min, max, sum, finite, nan, infinite: elements.length - finite - nan };
}

import { describeTensor } from '../../tensor/describe.ts';
import { formatCount, formatNumber } from '../../tensor/print-number.ts';
import type { PlainTensor } from './plain-tensor.ts';

/** Elements that differ from all the others are listed up to here. */
const LISTED = 8;
/** A tensor without such a majority is written out up to here. */
const WRITTEN_OUT = 16;

/** What most elements are, and which are something else. */
export interface Majority {
  readonly fill: number;
  /** Positions in row-major order. */
  readonly others: readonly number[];
}

/** Finds the most frequent element; NaN counts as one, and -0 is another than 0. */
export function majorityOf({ data }: Pick<PlainTensor, 'data'>): Majority {
  // A Map takes -0 for 0.
  const key = (value: number): number | string => (Object.is(value, -0) ? '-0' : value);
  const counts = new Map<number | string, number>();
  let [fill, most] = [0, 0];
  for (const value of data) {
    const count = (counts.get(key(value)) ?? 0) + 1;
    counts.set(key(value), count);
    if (count > most) [fill, most] = [value, count];
  }
  const others: number[] = [];
  data.forEach((value, position) => {
    if (!Object.is(value, fill)) others.push(position);
  });
  return { fill, others };
}

/** The coordinates of a position in row-major order. */
export function coordinatesOf(position: number, shape: readonly number[]): number[] {
  const coordinates: number[] = [];
  let rest = position;
  for (const size of [...shape].reverse()) {
    coordinates.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return coordinates;
}

function wordFor(fill: number, dtype: string): string {
  if (dtype !== 'bool' && Object.is(fill, 0)) return 'zeros';
  if (dtype !== 'bool' && fill === 1) return 'ones';
  return `all ${formatNumber(fill, dtype)}`;
}

/** Prints a tensor in one line that {@link tensorFrom} reads, unless it has more than a few different elements. */
export function describePlain(plain: PlainTensor): string {
  const { dtype, shape, data } = plain;
  const facts = describeTensor(plain);
  if (data.length === 0) return `${facts} empty`;
  if (shape.length === 0) return `${facts} ${formatNumber(data[0] ?? 0, dtype)}`;
  const { fill, others } = majorityOf(plain);
  if (others.length === 0) return `${facts} ${wordFor(fill, dtype)}`;
  const rare = 2 * others.length < data.length && others.length <= LISTED;
  if (!rare && data.length <= WRITTEN_OUT) return `${facts} ${writeOut(plain)}`;
  const listed = others
    .slice(0, LISTED)
    .map((at) => `[${coordinatesOf(at, shape).join(', ')}] = ${formatNumber(data[at] ?? 0, dtype)}`);
  const more = others.length - listed.length;
  return `${facts} ${wordFor(fill, dtype)} except ${listed.join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}`;
}

/** Nested brackets, as in a literal of the tensor. */
export function writeOut({ dtype, shape, data }: PlainTensor, axis = 0, start = 0): string {
  const size = shape[axis];
  if (size === undefined) return formatNumber(data[start] ?? 0, dtype);
  const stride = shape.slice(axis + 1).reduce((product, each) => product * each, 1);
  const parts = Array.from({ length: size }, (_, i) =>
    writeOut({ dtype, shape, data }, axis + 1, start + i * stride),
  );
  return `[${parts.join(', ')}]`;
}

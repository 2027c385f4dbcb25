import { formatCount, formatNumber } from '../tensor/print-number.ts';
import type { Whereabouts } from '../tensor/whereabouts.ts';
import { describeIndex, listFirst, type EvidenceLine } from './evidence.ts';

/** `(axis 3, the last)`: which axis a slice is fixed on, where it is one. */
function nameAxis(slice: readonly (number | null)[]): string {
  const fixed = [...slice.keys()].filter((axis) => slice[axis] !== null);
  const [axis] = fixed;
  if (axis === undefined || fixed.length > 1) return '';
  return axis === slice.length - 1 ? ` (axis ${axis}, the last)` : ` (axis ${axis})`;
}

/**
 * The evidence of where elements are: the first few, and the part of the tensor that holds them all.
 * @param whereabouts of the elements that a check objects to
 * @param size how many elements the tensor has
 * @param dtype of the tensor, to print values; left out where the values are known from the rest of the message
 */
export function describeWhereabouts(whereabouts: Whereabouts, size: number, dtype?: string): EvidenceLine[] {
  const { first, count, slice, sliceSize } = whereabouts;
  // Nothing need be said of where, when it is nowhere, or everywhere and alike.
  if (count === 0 || (count === size && (dtype === undefined || size === 1))) return [];
  const named = first.map(({ index, value }) =>
    dtype === undefined ? describeIndex(index) : `${formatNumber(value, dtype)} at ${describeIndex(index)}`,
  );
  const lines: EvidenceLine[] = [[count === 1 ? 'where' : 'first', listFirst(named, count)]];
  if (slice !== undefined && sliceSize !== undefined) {
    const part = `${describeIndex(slice)}${nameAxis(slice)}`;
    lines.push([
      'where',
      sliceSize === count
        ? `every element of ${part}, and no other`
        : `only in ${part}, ${formatCount(count)} of its ${formatCount(sliceSize)} elements`,
    ]);
  }
  return lines;
}

/**
 * The range of some values: `from 0 to 0.5`, and just `0` where they are all the same.
 * @param dtype of the tensor
 */
export function describeRange(range: readonly [minimum: number, maximum: number], dtype: string): string {
  const [minimum, maximum] = range;
  return minimum === maximum
    ? formatNumber(minimum, dtype)
    : `from ${formatNumber(minimum, dtype)} to ${formatNumber(maximum, dtype)}`;
}

/**
 * The end of a sentence that negates something about every element: `all of its 6 elements are finite`.
 * @param predicate what is true of them, e.g. `finite`
 */
export function allElementsAre(size: number, predicate: string): string {
  if (size === 0) return 'it has no elements';
  return size === 1
    ? `its only element is ${predicate}`
    : `all of its ${formatCount(size)} elements are ${predicate}`;
}

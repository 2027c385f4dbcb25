import { coordinatesOf } from './comparison/coordinates.ts';

/** How many elements are named one by one. */
const NAMED = 5;

/** So few elements often share an index by chance. */
const CHANCE = 2;

/** Where some elements of a tensor are. */
export interface Whereabouts {
  readonly count: number;
  /** The first few, in row-major order. */
  readonly first: readonly { readonly index: readonly number[]; readonly value: number }[];
  /**
   * The smallest part of the tensor that holds them all, fixed on one axis or more: `[null, null, null, 2]` is the
   * third channel. `undefined` where they are spread over every axis, or too few to tell.
   */
  readonly slice: readonly (number | null)[] | undefined;
  /** How many elements that part has. */
  readonly sliceSize: number | undefined;
}

/** Takes note of elements, one by one. */
export interface WhereaboutsCollector {
  /**
   * @param place of the element in row-major order; no smaller than the one before
   * @param value of the element
   */
  add(place: number, value: number): void;
  summary(): Whereabouts;
}

interface FixedAxis {
  readonly axis: number;
  readonly size: number;
  readonly stride: number;
  readonly at: number;
}

/**
 * Starts to take note of where the elements are that a check objects to. It holds a few numbers an axis, however many there are.
 * @param shape of the tensor
 */
export function collectWhereabouts(shape: readonly number[]): WhereaboutsCollector {
  const first: { index: number[]; value: number }[] = [];
  let count = 0;
  let fixed: FixedAxis[] = [];

  function fixAll(place: number): void {
    let stride = 1;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const size = shape[axis] ?? 1;
      // On an axis of size 1 everything is at 0, which tells nothing.
      if (size > 1) fixed.push({ axis, size, stride, at: Math.floor(place / stride) % size });
      stride *= size;
    }
  }

  return {
    add(place, value) {
      if (count === 0) fixAll(place);
      else if (fixed.length > 0) {
        fixed = fixed.filter(({ at, stride, size }) => Math.floor(place / stride) % size === at);
      }
      count += 1;
      if (first.length < NAMED) first.push({ index: coordinatesOf(place, shape), value });
    },
    summary() {
      const sliceSize = fixed.reduce(
        (left, { size }) => left / size,
        shape.reduce((product, size) => product * size, 1),
      );
      if (fixed.length === 0 || count < 2 || (count <= CHANCE && count < sliceSize)) {
        return { count, first, slice: undefined, sliceSize: undefined };
      }
      const slice = new Array<number | null>(shape.length).fill(null);
      for (const { axis, at } of fixed) slice[axis] = at;
      return { count, first, slice, sliceSize };
    },
  };
}

import { integer, tuple, type Arbitrary } from 'fast-check';
import { ArgumentError } from '../errors.ts';
import { describeKind } from '../tensor/subject.ts';
import { isShape } from './shapes/shapes-arbitrary.ts';

/** A part of a tensor, as `tf.slice` takes it. */
export interface Slice {
  /** Where it begins on each axis. */
  readonly begin: number[];
  /** How far it reaches on each axis; at least 1. */
  readonly size: number[];
}

function requireShape(shape: unknown, where: string): readonly number[] {
  if (isShape(shape) && shape.every((size) => size > 0)) return shape;
  throw new ArgumentError(
    `${where}: shape must be a list of sizes from 1 up, got ${isShape(shape) ? `[${shape.join(', ')}]` : describeKind(shape)}.`,
    {
      argument: 'shape',
      expected: 'a list of sizes from 1 up',
      actual: shape,
    },
  );
}

/**
 * Parts of a tensor.
 * @param shape of the tensor that is cut, without empty axes
 * @returns an arbitrary of `{ begin, size }` inside of it; it shrinks to the first element
 * @throws ArgumentError for what is no shape and for an empty one
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { sliceOf } from 'tensorproof/arbitraries';
 *
 * fc.assert(
 *   fc.property(sliceOf([4, 5]), ({ begin, size }) => tf.slice(tf.zeros([4, 5]), begin, size).shape.join() === size.join()),
 * );
 */
export function sliceOf(shape: readonly number[]): Arbitrary<Slice> {
  const perAxis = requireShape(shape, 'sliceOf').map((size) =>
    tuple(integer({ min: 0, max: size - 1 }), integer({ min: 1, max: size })).map(([begin, length]) => ({
      begin,
      length: Math.min(length, size - begin),
    })),
  );
  return tuple(...perAxis).map((parts) => ({
    begin: parts.map(({ begin }) => begin),
    size: parts.map(({ length }) => length),
  }));
}

/**
 * Places of elements.
 * @param shape of the tensor that is looked into, without empty axes
 * @returns an arbitrary of coordinates, one for each axis; it shrinks to the first element
 * @throws ArgumentError for what is no shape and for an empty one
 * @example
 * import fc from 'fast-check';
 * import { indicesInto } from 'tensorproof/arbitraries';
 *
 * fc.assert(fc.property(indicesInto([4, 5]), ([row, column]) => row! < 4 && column! < 5));
 */
export function indicesInto(shape: readonly number[]): Arbitrary<number[]> {
  return tuple(...requireShape(shape, 'indicesInto').map((size) => integer({ min: 0, max: size - 1 }))).map(
    (index) => [...index],
  );
}

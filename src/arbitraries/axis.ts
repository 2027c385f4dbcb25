import { array, integer, shuffledSubarray, type Arbitrary } from 'fast-check';
import { ArgumentError } from '../errors.ts';
import { describeKind } from '../tensor/subject.ts';
import { isShape } from './shapes/shapes-arbitrary.ts';

/** Refuses what is no shape, and a scalar's where an axis is needed. */
function requireAxes(shape: unknown, where: string, least: number): readonly number[] {
  if (isShape(shape) && shape.length >= least) return shape;
  const expected =
    least === 0 ? 'a list of sizes' : 'a list of at least one size, since a scalar has no axes';
  throw new ArgumentError(`${where}: shape must be ${expected}, got ${describeKind(shape)}.`, {
    argument: 'shape',
    expected,
    actual: shape,
  });
}

/**
 * An axis of a shape, counted from the front or, negative, from the end.
 * @param shape a list of at least one size
 * @returns an arbitrary of integers from -rank to rank - 1; it shrinks towards 0
 * @throws ArgumentError for what is no shape and for that of a scalar
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { axis } from 'tensorproof/arbitraries';
 *
 * fc.assert(fc.property(axis([2, 3, 4]), (each) => tf.sum(tf.zeros([2, 3, 4]), each).rank === 2));
 */
export function axis(shape: readonly number[]): Arbitrary<number> {
  const { length } = requireAxes(shape, 'axis', 1);
  return integer({ min: -length, max: length - 1 });
}

/**
 * Some axes of a shape, each once, in any order, counted from the front or from the end.
 * @param shape a list of sizes
 * @returns an arbitrary of lists of axes, the empty one included
 * @throws ArgumentError for what is no shape
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { axes } from 'tensorproof/arbitraries';
 *
 * fc.assert(
 *   fc.property(axes([2, 3, 4]), (some) => some.length === 0 || tf.sum(tf.zeros([2, 3, 4]), some).rank === 3 - some.length),
 * );
 */
export function axes(shape: readonly number[]): Arbitrary<number[]> {
  const { length } = requireAxes(shape, 'axes', 0);
  const signs = array(integer({ min: 0, max: 1 }), { minLength: length, maxLength: length });
  return shuffledSubarray([...shape.keys()]).chain((some) =>
    signs.map((negative) => some.map((each) => (negative[each] === 1 ? each - length : each))),
  );
}

/**
 * An order of the axes of a shape, as `tf.transpose` takes it; or, of a number, an order of so many samples.
 * @param of a shape, or how many things are put in order
 * @returns an arbitrary of lists that hold each index once; it shrinks towards the order that changes nothing
 * @throws ArgumentError for what is neither
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { permutation } from 'tensorproof/arbitraries';
 *
 * fc.assert(fc.property(permutation([2, 3, 4]), (order) => tf.transpose(tf.zeros([2, 3, 4]), order).shape[0] === order[0]! + 2));
 */
export function permutation(of: readonly number[] | number): Arbitrary<number[]> {
  const count =
    typeof of === 'number' && Number.isSafeInteger(of) && of >= 0
      ? of
      : requireAxes(of, 'permutation', 0).length;
  const all = Array.from({ length: count }, (_, i) => i);
  return shuffledSubarray(all, { minLength: count, maxLength: count });
}

import { tuple, type Arbitrary } from 'fast-check';
import { requireCount } from '../checks/require-count.ts';
import { requireOptions } from '../checks/options.ts';
import { ArgumentError } from '../errors.ts';
import { parseShapeSpec } from '../tensor/shape-spec/index.ts';
import { describeKind } from '../tensor/subject.ts';
import { ShapeModel } from './shapes/shape-model.ts';
import { requireLimits, SHAPE_OPTIONS, type ShapeOptions } from './shapes/shape-options.ts';
import { isShape, ShapesArbitrary } from './shapes/shapes-arbitrary.ts';

/** How many shapes, and how large they get. */
export interface MutuallyBroadcastableOptions extends Omit<ShapeOptions, 'bindings'> {
  /** @defaultValue 2 */
  readonly count?: number;
}

/**
 * Shapes that broadcast with a given one: fewer axes, and axes of size 1.
 * @param shape the shape they broadcast with; its axes of size 1 may be wider in them
 * @param options for the axes that the given shape leaves open
 * @returns an arbitrary of shapes of at most the rank of `shape`
 * @throws ArgumentError for what is no shape
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { broadcastableShapes } from 'tensorproof/arbitraries';
 *
 * fc.assert(
 *   fc.property(broadcastableShapes([2, 3]), (other) => tf.add(tf.zeros([2, 3]), tf.zeros(other)).shape.at(-1) === 3),
 * );
 */
export function broadcastableShapes(
  shape: readonly number[],
  options: Omit<ShapeOptions, 'bindings' | 'minRank' | 'maxRank'> = {},
): Arbitrary<number[]> {
  const given: unknown = shape;
  if (!isShape(given)) {
    throw new ArgumentError(
      `broadcastableShapes: shape must be a list of sizes, got ${describeKind(given)}.`,
      {
        argument: 'shape',
        expected: 'a list of sizes',
        actual: given,
      },
    );
  }
  const limits = requireLimits(
    requireOptions(options, ['minSize', 'maxSize'], 'broadcastableShapes'),
    'broadcastableShapes',
  );
  // Each axis is the given size or 1, and any number of them is missing at the front.
  const spec = given.map((size) => (size === 1 ? '_' : `#${size}`)).join(' ');
  const model = new ShapeModel([parseShapeSpec(spec)], limits, 'broadcastableShapes');
  const whole = new ShapesArbitrary<number[]>(
    model,
    ([sizes = []]) => [...sizes],
    (value) => (isShape(value) ? [value] : undefined),
  );
  const missing = new ShapesArbitrary<number[]>(
    new ShapeModel(
      [parseShapeSpec('_')],
      { ...limits, minSize: 0, maxSize: given.length },
      'broadcastableShapes',
    ),
    ([sizes = []]) => [...sizes],
    (value) => (isShape(value) ? [value] : undefined),
  );
  return tuple(whole, missing).map(([sizes, [count = 0]]) => sizes.slice(count));
}

/**
 * Several shapes that broadcast with each other.
 * @param options how many, and how large they get
 * @returns an arbitrary of the shapes and what they broadcast to
 * @throws ArgumentError for ranges that are upside down
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { mutuallyBroadcastableShapes } from 'tensorproof/arbitraries';
 *
 * fc.assert(
 *   fc.property(mutuallyBroadcastableShapes(), ({ shapes: [a, b], result }) => {
 *     return tf.add(tf.zeros(a!), tf.zeros(b!)).shape.join() === result.join();
 *   }),
 * );
 */
export function mutuallyBroadcastableShapes(
  options: MutuallyBroadcastableOptions = {},
): Arbitrary<{ readonly shapes: number[][]; readonly result: number[] }> {
  const where = 'mutuallyBroadcastableShapes';
  const given = requireOptions(
    options,
    [...SHAPE_OPTIONS.filter((name) => name !== 'bindings'), 'count'],
    where,
  );
  const count = given.count === undefined ? 2 : requireCount(given.count, where, 'count');
  const model = new ShapeModel(
    Array.from({ length: count }, () => parseShapeSpec('#*all')),
    requireLimits(given, where, 4),
    where,
  );
  const full = new ShapesArbitrary<number[][]>(
    model,
    (shapes) => shapes.map((shape) => [...shape]),
    (value) => (Array.isArray(value) && value.every(isShape) ? value : undefined),
  );
  // Where an axis is 1 in all that are left, that is what they broadcast to.
  return full.map((shapes) => ({ shapes: shapes.map(trim), result: broadcast(shapes.map(trim)) }));
}

/** Leading axes of size 1 are left out in every other shape: its sizes decide. */
function trim(shape: readonly number[]): number[] {
  const first = shape.findIndex((size) => size !== 1);
  const leading = first === -1 ? shape.length : first;
  const sum = shape.reduce((total, size) => total + size, 0);
  return sum % 2 === 0 ? shape.slice(leading) : [...shape];
}

function broadcast(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(0, ...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    return sizes.find((size) => size !== 1) ?? 1;
  });
}

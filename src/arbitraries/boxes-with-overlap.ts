import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Arbitrary } from 'fast-check';
import { parseShapeSpec } from '../tensor/shape-spec/index.ts';
import { isTensor } from '../tensor/subject.ts';
import { floatSource } from './elements/floats32.ts';
import { integerSource } from './elements/integers.ts';
import { readLimits, type ShapeOptions } from './shapes/shape-options.ts';
import { ShapeModel } from './shapes/shape-model.ts';
import { TensorGroupArbitrary } from './tensors/group-arbitrary.ts';
import type { PlainTensor } from './tensors/plain-tensor.ts';

/** Pairs of boxes, and how much of them is shared. */
export interface OverlappingBoxes {
  /** `'pairs 4'`, two corners each, from 0 to 1. */
  readonly first: Tensor2D;
  /** `'pairs 4'`, as well. */
  readonly second: Tensor2D;
  /** `'pairs'`: intersection over union, computed in float64. */
  readonly overlap: Tensor1D;
}

/** How the second box of a pair lies; the first is the simplest. */
const RELATIONS = ['identical', 'inside', 'overlapping', 'touching', 'apart'] as const;

/**
 * Pairs of boxes that are identical, inside of each other, overlapping, touching and apart, with their intersection over union: what
 * an implementation of it is held against.
 * @param options how many pairs, as of {@link shapeMatching}; in `bindings` the axis is `pairs`
 * @returns an arbitrary of `{ first, second, overlap }`; it shrinks towards pairs that are identical
 * @throws ArgumentError as {@link tensor} does
 * @example
 * import fc from 'fast-check';
 * import { boxesWithOverlap } from 'tensorproof/arbitraries';
 *
 * fc.assert(fc.property(boxesWithOverlap(), ({ overlap }) => overlap.dataSync().every((iou) => iou >= 0 && iou <= 1)));
 */
export function boxesWithOverlap(options: ShapeOptions = {}): Arbitrary<OverlappingBoxes> {
  const unit = floatSource('unit', 'boxesWithOverlap');
  return new TensorGroupArbitrary<OverlappingBoxes>({
    model: new ShapeModel(
      ['pairs 4', 'pairs 4', 'pairs'].map(parseShapeSpec),
      readLimits(options, 'boxesWithOverlap'),
      'boxesWithOverlap',
    ),
    sources: [unit, unit, integerSource({ min: 0, max: RELATIONS.length - 1 }, 'boxesWithOverlap')],
    dtypes: ['float32', 'float32', 'float32'],
    arrange: relate,
    join: ([first, second, overlap]) => ({ first, second, overlap }) as unknown as OverlappingBoxes, // of the ranks of the specs
    split: (value) => {
      if (typeof value !== 'object' || value === null) return undefined;
      const parts = ['first', 'second', 'overlap'].map((name): unknown => Reflect.get(value, name));
      return parts.every(isTensor) ? parts : undefined;
    },
  });
}

function relate([first, second, relation]: readonly PlainTensor[]): readonly PlainTensor[] {
  if (first === undefined || second === undefined || relation === undefined) return [];
  const [a, b, overlap] = [first.data.slice(), second.data.slice(), relation.data.slice()];
  relation.data.forEach((kind, pair) => {
    const at = 4 * pair;
    const left = a.subarray(at, at + 4);
    const right = b.subarray(at, at + 4);
    // The draws of the second box say how much of the first it takes.
    const [from = 0, , upTo = 0] = right.slice();
    for (const axis of [0, 1]) {
      const [low, high] = firstSide(left[axis] ?? 0, left[axis + 2] ?? 0);
      [left[axis], left[axis + 2]] = [low, high];
      [right[axis], right[axis + 2]] = secondSide(
        RELATIONS[kind] ?? 'identical',
        low,
        high,
        from,
        upTo,
        axis,
      );
    }
    overlap[pair] = intersectionOverUnion(left, right);
  });
  return [
    { ...first, data: a },
    { ...second, data: b },
    { ...relation, data: overlap },
  ];
}

/** In the left half, so that there is room beside it. */
function firstSide(one: number, other: number): [number, number] {
  const [low, high] = one <= other ? [one, other] : [other, one];
  return high - low < 2 ** -4 ? [0, 0.5] : [low / 2, high / 2];
}

function secondSide(
  relation: (typeof RELATIONS)[number],
  low: number,
  high: number,
  from: number,
  upTo: number,
  axis: number,
): [number, number] {
  const side = high - low;
  switch (relation) {
    case 'identical':
      return [low, high];
    case 'inside':
      return [low + (side / 4) * from, high - (side / 4) * upTo];
    case 'overlapping':
      return [low + (side / 2) * from, high + (1 - high) * Math.max(upTo, 0.1)];
    case 'touching':
      return axis === 0 ? [high, high + side] : [low, high];
    case 'apart':
      return axis === 0 ? [high + (1 - high) / 2, 1] : [low, high];
  }
}

function intersectionOverUnion(left: ArrayLike<number>, right: ArrayLike<number>): number {
  const area = (box: ArrayLike<number>): number =>
    ((box[2] ?? 0) - (box[0] ?? 0)) * ((box[3] ?? 0) - (box[1] ?? 0));
  const shared = (axis: number): number =>
    Math.max(
      0,
      Math.min(left[axis + 2] ?? 0, right[axis + 2] ?? 0) - Math.max(left[axis] ?? 0, right[axis] ?? 0),
    );
  const intersection = shared(0) * shared(1);
  const union = area(left) + area(right) - intersection;
  return union === 0 ? 0 : intersection / union;
}

import { requireCount } from '../checks/require-count.ts';
import type { Shaped } from '../contracts/shaped.ts';
import { ArgumentError } from '../errors.ts';
import type { ElementSource } from './elements/element-source.ts';
import { integerSource } from './elements/integers.ts';
import type { ShapeOptions } from './shapes/shape-options.ts';
import type { TensorGroupArbitrary } from './tensors/group-arbitrary.ts';
import { structured } from './tensors/structured.ts';

/** How many classes there are. */
export interface ClassLabelOptions extends ShapeOptions {
  /** @defaultValue 10 */
  readonly classes?: number;
}

/** How many rows an embedding has. */
export interface EmbeddingIndexOptions extends ShapeOptions {
  /** @defaultValue 100 */
  readonly vocabulary?: number;
}

/**
 * Labels of classes, as a sparse loss takes them.
 * @param spec e.g. `'batch'`, or `'batch height width'` for segmentation
 * @param options `classes`, and as of {@link shapeMatching}
 * @returns an arbitrary of int32 tensors of 0 to `classes` - 1, both often
 * @throws ArgumentError for what is no count of classes
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { classLabels } from 'tensorproof/arbitraries';
 *
 * fc.assert(fc.property(classLabels('batch', { classes: 3 }), (labels) => tf.oneHot(labels, 3).shape[1] === 3));
 */
export function classLabels<const S extends string = 'batch'>(
  spec?: S,
  options: ClassLabelOptions = {},
): TensorGroupArbitrary<Shaped<S>> {
  const source = countedSource(options, 'classes', 10, 'classLabels');
  return structured((spec ?? 'batch') as S, options, {
    where: 'classLabels',
    alsoKnows: ['classes'],
    source,
  }); // S is its default where it is left out
}

/**
 * Indices into an embedding, the first and the last row often.
 * @param spec e.g. `'batch time'`
 * @param options `vocabulary`, and as of {@link shapeMatching}
 * @returns an arbitrary of int32 tensors of 0 to `vocabulary` - 1
 * @throws ArgumentError for what is no size of a vocabulary
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { embeddingIndices } from 'tensorproof/arbitraries';
 *
 * fc.assert(
 *   fc.property(embeddingIndices('batch time', { vocabulary: 20 }), (indices) => {
 *     return tf.gather(tf.zeros([20, 4]), indices).rank === 3;
 *   }),
 * );
 */
export function embeddingIndices<const S extends string = 'batch time'>(
  spec?: S,
  options: EmbeddingIndexOptions = {},
): TensorGroupArbitrary<Shaped<S>> {
  const source = countedSource(options, 'vocabulary', 100, 'embeddingIndices');
  return structured((spec ?? 'batch time') as S, options, {
    where: 'embeddingIndices',
    alsoKnows: ['vocabulary'],
    source,
  }); // as above
}

/** Integers from 0 to a count that is an option. */
function countedSource(options: object, name: string, fallback: number, where: string): ElementSource {
  const given: unknown = Reflect.get(options, name);
  const count = given === undefined ? fallback : requireCount(given, where, name);
  if (count > 0) return integerSource({ min: 0, max: count - 1 }, where);
  throw new ArgumentError(`${where}: ${name} must be at least 1, got 0.`, {
    argument: name,
    expected: 'at least 1',
    actual: 0,
  });
}

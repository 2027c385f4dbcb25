import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { Arbitrary } from 'fast-check';
import { requireCount } from '../checks/require-count.ts';
import { requireOptions } from '../checks/options.ts';
import { parseShapeSpec } from '../tensor/shape-spec/index.ts';
import { isTensor } from '../tensor/subject.ts';
import { mapRows } from './data/rows.ts';
import { BOOLEAN_SOURCE } from './elements/booleans.ts';
import { chooseSource, type Elements } from './elements/choose-source.ts';
import { integerSource } from './elements/integers.ts';
import { requireLimits, SHAPE_OPTIONS, type ShapeOptions } from './shapes/shape-options.ts';
import { ShapeModel } from './shapes/shape-model.ts';
import { TensorGroupArbitrary } from './tensors/group-arbitrary.ts';
import type { PlainTensor } from './tensors/plain-tensor.ts';

/** Which sequences are wanted. */
export interface SequenceOptions extends ShapeOptions {
  /** As of {@link tensor}. @defaultValue 'normal' */
  readonly elements?: Elements;
  /** The shortest sequence of a batch. @defaultValue 1 */
  readonly minLength?: number;
}

/** Sequences of different lengths in one tensor. */
export interface Sequences {
  /** `'batch time features'`; 0 behind the end of each sequence. */
  readonly values: Tensor3D;
  /** `'batch'`, int32: how long each sequence is. */
  readonly lengths: Tensor1D;
  /** `'batch time'`, bool: true where a sequence has a value. */
  readonly mask: Tensor2D;
}

/**
 * A batch of sequences that are padded to one length, with their lengths and their mask: full ones and short ones.
 * @param options `minLength`, elements, sizes; in `bindings` the axes are `batch`, `time` and `features`
 * @returns an arbitrary of `{ values, lengths, mask }` that agree
 * @throws ArgumentError as {@link tensor} does
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { sequence } from 'tensorproof/arbitraries';
 *
 * fc.assert(
 *   fc.property(sequence(), ({ lengths, mask }) => {
 *     return tf.all(tf.equal(tf.sum(tf.cast(mask, 'int32'), 1), lengths)).dataSync()[0] === 1;
 *   }),
 * );
 */
export function sequence(options: SequenceOptions = {}): Arbitrary<Sequences> {
  const given = requireOptions(options, [...SHAPE_OPTIONS, 'elements', 'minLength'], 'sequence');
  const least = given.minLength === undefined ? 1 : requireCount(given.minLength, 'sequence', 'minLength');
  const specs = ['batch time features', 'batch', 'batch time'].map(parseShapeSpec);
  const names = ['values', 'lengths', 'mask'];
  return new TensorGroupArbitrary<Sequences>({
    model: new ShapeModel(specs, requireLimits(given, 'sequence'), 'sequence'),
    sources: [
      chooseSource(given.elements, 'float32', 'sequence'),
      integerSource({ min: 0, max: 1000 }, 'sequence'),
      BOOLEAN_SOURCE,
    ],
    dtypes: ['float32', 'int32', 'bool'],
    arrange: (drawn) => pad(drawn, least),
    join: ([values, lengths, mask]) => ({ values, lengths, mask }) as unknown as Sequences, // of the ranks of the specs
    split: (value) => {
      if (typeof value !== 'object' || value === null) return undefined;
      const parts = names.map((name): unknown => Reflect.get(value, name));
      return parts.every(isTensor) ? parts : undefined;
    },
  });
}

function pad([values, lengths, mask]: readonly PlainTensor[], least: number): readonly PlainTensor[] {
  if (values === undefined || lengths === undefined || mask === undefined) return [];
  const [, time = 0, features = 0] = values.shape;
  const known = lengths.data.map((length) => {
    const wrapped = length <= time ? length : time === 0 ? 0 : (length % time) + 1;
    return Math.min(time, Math.max(least, wrapped));
  });
  const data = values.data.slice();
  known.forEach((length, sample) =>
    data.fill(0, (sample * time + length) * features, (sample + 1) * time * features),
  );
  return [
    { ...values, data },
    { ...lengths, data: known },
    mapRows(mask, (row, sample) => row.fill(1).fill(0, known[sample])),
  ];
}

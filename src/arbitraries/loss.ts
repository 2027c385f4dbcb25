import type { Tensor } from '@tensorflow/tfjs-core';
import { oneof, type Arbitrary } from 'fast-check';
import { requireOptions } from '../checks/options.ts';
import { parseShapeSpec } from '../tensor/shape-spec/index.ts';
import { isTensor } from '../tensor/subject.ts';
import { mapRows } from './data/rows.ts';
import type { ElementSource } from './elements/element-source.ts';
import { floatSource } from './elements/floats32.ts';
import { integerSource } from './elements/integers.ts';
import { normalizeRow, SHARES } from './probabilities.ts';
import { requireSome } from './programs/model-options.ts';
import { requireLimits, SHAPE_OPTIONS, type ShapeOptions } from './shapes/shape-options.ts';
import { ShapeModel } from './shapes/shape-model.ts';
import { TensorGroupArbitrary } from './tensors/group-arbitrary.ts';
import type { PlainTensor } from './tensors/plain-tensor.ts';

/** Losses by the names that `compile` takes. */
export type LossName =
  | 'meanSquaredError'
  | 'meanAbsoluteError'
  | 'binaryCrossentropy'
  | 'categoricalCrossentropy'
  | 'sparseCategoricalCrossentropy'
  | 'hinge';

/** A loss, and what suits it. */
export interface LossCase {
  readonly loss: LossName;
  /** `'batch outputs'`: what a model with the right last activation gives. */
  readonly predictions: Tensor;
  /** Numbers, 0 and 1, rows that are one-hot, labels `'batch 1'`, or -1 and 1, as the loss wants them. */
  readonly labels: Tensor;
}

/** Which losses are wanted. */
export interface LossOptions extends ShapeOptions {
  /** @defaultValue all of them */
  readonly names?: readonly LossName[];
}

interface Kind {
  readonly specs: readonly [predictions: string, labels: string];
  readonly sources: readonly [predictions: ElementSource, labels: ElementSource];
  readonly arrange?: (plains: readonly PlainTensor[]) => readonly PlainTensor[];
  /** The fewest outputs. */
  readonly outputs?: number;
}

const NUMBERS = floatSource('normal', 'loss');
const UNIT = floatSource('unit', 'loss');
const BITS: ElementSource = { ...integerSource({ min: 0, max: 1 }, 'loss'), dtype: 'float32' };
const PLAIN = ['batch outputs', 'batch outputs'] as const;

const toProbabilities = (plain: PlainTensor): PlainTensor => mapRows(plain, normalizeRow);

const KINDS: Readonly<Record<LossName, Kind>> = {
  meanSquaredError: { specs: PLAIN, sources: [NUMBERS, NUMBERS] },
  meanAbsoluteError: { specs: PLAIN, sources: [NUMBERS, NUMBERS] },
  binaryCrossentropy: { specs: PLAIN, sources: [UNIT, BITS] },
  categoricalCrossentropy: {
    specs: PLAIN,
    sources: [SHARES, UNIT],
    arrange: ([predictions, labels]) =>
      predictions === undefined || labels === undefined
        ? []
        : [
            toProbabilities(predictions),
            mapRows(labels, (row) => {
              const label = row.indexOf(Math.max(...row));
              row.fill(0)[label] = 1;
            }),
          ],
  },
  sparseCategoricalCrossentropy: {
    specs: ['batch outputs', 'batch 1'],
    // tfjs-layers makes one-hot rows of the labels, which have two classes or more.
    outputs: 2,
    sources: [SHARES, { ...integerSource({ min: 0, max: 1000 }, 'loss'), dtype: 'float32' }],
    arrange: ([predictions, labels]) =>
      predictions === undefined || labels === undefined
        ? []
        : [
            toProbabilities(predictions),
            { ...labels, data: labels.data.map((label) => label % Math.max(1, predictions.shape[1] ?? 1)) },
          ],
  },
  hinge: {
    specs: PLAIN,
    sources: [NUMBERS, BITS],
    arrange: (plains) =>
      plains.map((plain, i) =>
        i === 0 ? plain : { ...plain, data: plain.data.map((bit) => (bit === 1 ? 1 : -1)) },
      ),
  },
};

const NAMES = Object.keys(KINDS) as LossName[]; // KINDS is a literal with exactly these keys

/**
 * Losses, each with predictions and labels that suit it.
 * @param options which losses, and as of {@link shapeMatching}; in `bindings` the axes are `batch` and `outputs`
 * @returns an arbitrary of `{ loss, predictions, labels }`
 * @throws ArgumentError for a loss that there isn't
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { loss } from 'tensorproof/arbitraries';
 *
 * fc.assert(
 *   fc.property(loss({ names: ['categoricalCrossentropy'] }), ({ predictions, labels }) => {
 *     return tf.metrics.categoricalCrossentropy(labels, predictions).dataSync().every((each) => each >= -1e-6);
 *   }),
 * );
 */
export function loss(options: LossOptions = {}): Arbitrary<LossCase> {
  const { names, ...sizes } = requireOptions(options, [...SHAPE_OPTIONS, 'names'], 'loss');
  const limits = requireLimits(sizes, 'loss');
  const cases = requireSome(names, NAMES, 'names', 'loss').map((name) => {
    const { specs, sources, arrange, outputs = 0 } = KINDS[name];
    return new TensorGroupArbitrary<LossCase>({
      model: new ShapeModel(specs.map(parseShapeSpec), { ...limits, least: { outputs } }, 'loss'),
      sources,
      ...(arrange !== undefined && { arrange }),
      join: ([predictions, labels]) => ({ loss: name, predictions, labels }) as LossCase, // one for each spec
      split: (value) => {
        if (typeof value !== 'object' || value === null || Reflect.get(value, 'loss') !== name)
          return undefined;
        const parts = ['predictions', 'labels'].map((part): unknown => Reflect.get(value, part));
        return parts.every(isTensor) ? parts : undefined;
      },
    });
  });
  return oneof({ withCrossShrink: true }, ...cases);
}

import { requireOptions } from '../../checks/options.ts';
import type { Shaped } from '../../contracts/shaped.ts';
import { parseShapeSpec } from '../../tensor/shape-spec/index.ts';
import { isTensor } from '../../tensor/subject.ts';
import { chooseSource } from '../elements/choose-source.ts';
import type { ElementDType, ElementSource } from '../elements/element-source.ts';
import { requireLimits, SHAPE_OPTIONS } from '../shapes/shape-options.ts';
import { ShapeModel } from '../shapes/shape-model.ts';
import { TensorGroupArbitrary } from './group-arbitrary.ts';
import type { PlainTensor } from './plain-tensor.ts';

/** The options of every tensor with a spec. */
export const TENSOR_OPTIONS = [...SHAPE_OPTIONS, 'dtype', 'elements'] as const;

/** What makes a tensor more than its elements. */
export interface Structure {
  readonly where: string;
  /** Options beside those of a tensor, whose values are looked at by whom they are for. */
  readonly alsoKnows?: readonly string[];
  /** Instead of what the options say. */
  readonly source?: ElementSource;
  /** See `TensorGroup.arrange`. */
  readonly arrange?: (plain: PlainTensor, source: ElementSource) => PlainTensor;
}

/** An arbitrary of single tensors with a spec. */
export function structured<const S extends string>(
  spec: S,
  options: unknown,
  { where, alsoKnows = [], source: own, arrange }: Structure,
): TensorGroupArbitrary<Shaped<S>> {
  const given: Readonly<Partial<Record<string, unknown>>> = requireOptions<string>(
    options,
    [...(own === undefined ? TENSOR_OPTIONS : SHAPE_OPTIONS), ...alsoKnows],
    where,
  );
  const source = own ?? chooseSource(given['elements'], given['dtype'], where);
  const model = new ShapeModel([parseShapeSpec(spec)], requireLimits(given, where), where);
  const dtype = (given['dtype'] ?? source.dtype) as ElementDType; // chooseSource has refused all others
  return new TensorGroupArbitrary<Shaped<S>>({
    model,
    sources: [source],
    dtypes: [own === undefined ? dtype : own.dtype],
    ...(arrange !== undefined && { arrange: (plains) => plains.map((plain) => arrange(plain, source)) }),
    join: ([only]) => only as unknown as Shaped<S>, // its shape was drawn from the spec
    split: (value) => (isTensor(value) ? [value] : undefined),
  });
}

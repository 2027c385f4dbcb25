import type { Shaped } from '../contracts/shaped.ts';
import type { TensorOptions } from './tensor.ts';
import type { TensorGroupArbitrary } from './tensors/group-arbitrary.ts';
import type { PlainTensor } from './tensors/plain-tensor.ts';
import { structured } from './tensors/structured.ts';

/**
 * Tensors in which a feature, a place along the last axis, is the same in every sample: its variance is 0, and a
 * normalisation that divides by it gives NaN.
 * @param spec e.g. `'samples features'`
 * @param options as of {@link tensor}
 * @returns an arbitrary of tensors with at least one such feature
 * @throws ArgumentError as {@link tensor} does
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { constantFeature } from 'tensorproof/arbitraries';
 *
 * fc.assert(
 *   fc.property(constantFeature('samples features'), (x) => {
 *     const { variance } = tf.moments(x, 0);
 *     return variance.dataSync().some((each) => Math.abs(each) < 1e-6);
 *   }),
 * );
 */
export function constantFeature<const S extends string>(
  spec: S,
  options: TensorOptions = {},
): TensorGroupArbitrary<Shaped<S>> {
  return structured(spec, options, { where: 'constantFeature', arrange: makeConstant });
}

function makeConstant({ dtype, shape, data }: PlainTensor): PlainTensor {
  const features = shape.at(-1) ?? 1;
  const isConstant = (feature: number): boolean => {
    for (let at = feature; at < data.length; at += features)
      if (!Object.is(data[at], data[feature])) return false;
    return true;
  };
  for (let feature = 0; feature < features; feature += 1)
    if (isConstant(feature)) return { dtype, shape, data };
  const changed = data.slice();
  // Which one is decided by the elements, so that it is the same each time the data are asked for.
  let hash = 7;
  for (const value of data) hash = (Math.imul(hash, 31) + Math.trunc(1000 * (value % 1000))) >>> 0;
  const which = hash % features;
  for (let at = which; at < data.length; at += features) changed[at] = data[which] ?? 0;
  return { dtype, shape, data: changed };
}

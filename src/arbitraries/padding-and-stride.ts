import { constantFrom, integer, record, type Arbitrary } from 'fast-check';
import { requireCount } from '../checks/require-count.ts';
import { requireOptions } from '../checks/options.ts';

/** A window that moves over an axis: of a convolution or a pooling. */
export interface Window {
  /** Of the axis; so large that the output has at least one element. */
  readonly inputSize: number;
  readonly filterSize: number;
  /** 1 where `dilation` isn't: TensorFlow.js refuses both at once. */
  readonly stride: number;
  readonly dilation: number;
  readonly padding: 'same' | 'valid';
  /** What comes out. */
  readonly outputSize: number;
}

/** How large a window gets. */
export interface WindowOptions {
  /** @defaultValue 12 */
  readonly maxInputSize?: number;
  /** @defaultValue 5 */
  readonly maxFilterSize?: number;
  /** @defaultValue 3 */
  readonly maxStride?: number;
  /** 1 leaves dilation out; the native backend has no gradient of it. @defaultValue 2 */
  readonly maxDilation?: number;
}

/**
 * Paddings, strides and sizes that fit together, so that a convolution or a pooling has an output.
 * @param options how large they get
 * @returns an arbitrary of windows; it shrinks to one element, a filter of 1 and a stride of 1
 * @throws ArgumentError for what is no count
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { paddingAndStride } from 'tensorproof/arbitraries';
 *
 * fc.assert(
 *   fc.property(paddingAndStride({ maxDilation: 1 }), ({ inputSize, filterSize, stride, padding, outputSize }) => {
 *     const signal = tf.zeros([1, inputSize, 1]) as tf.Tensor3D;
 *     return tf.conv1d(signal, tf.zeros([filterSize, 1, 1]) as tf.Tensor3D, stride, padding).shape[1] === outputSize;
 *   }),
 * );
 */
export function paddingAndStride(options: WindowOptions = {}): Arbitrary<Window> {
  const names = ['maxInputSize', 'maxFilterSize', 'maxStride', 'maxDilation'] as const;
  const given = requireOptions(options, names, 'paddingAndStride');
  const upTo = (name: (typeof names)[number], fallback: number): Arbitrary<number> => {
    const max = given[name] === undefined ? fallback : requireCount(given[name], 'paddingAndStride', name);
    return integer({ min: 1, max: Math.max(1, max) });
  };
  return record({
    padding: constantFrom<Window['padding'][]>('valid', 'same'),
    inputSize: upTo('maxInputSize', 12),
    filterSize: upTo('maxFilterSize', 5),
    stride: upTo('maxStride', 3),
    dilation: upTo('maxDilation', 2),
  }).map(({ padding, inputSize, filterSize, stride, dilation: drawn }) => {
    const dilation = stride === 1 ? drawn : 1;
    const reach = (filterSize - 1) * dilation + 1;
    const size = padding === 'valid' ? Math.max(inputSize, reach) : inputSize;
    const outputSize = Math.ceil((padding === 'valid' ? size - reach + 1 : size) / stride);
    return { inputSize: size, filterSize, stride, dilation, padding, outputSize };
  });
}

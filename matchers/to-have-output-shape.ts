import {
  checkOutputShape,
  type OutputShapeOptions,
  type OutputShapes,
} from '../src/training/inside/shapes/output-shape.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when a model gives outputs of a shape, at two sizes of the batch, and declares no other.
 * @param received a model or module, or a function of tensors
 * @param spec e.g. `'batch 10'`; for several outputs a list, or an object by their names
 * @param options what it reads, where it doesn't declare that itself
 * @throws ArgumentError for a spec that does not fit the outputs in number; SubjectError for what can't be run
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 10, inputShape: [4] })] });
 * await expect(model).toHaveOutputShape('batch 10');
 */
export const toHaveOutputShape: AsyncMatcher<[spec: OutputShapes, options?: OutputShapeOptions]> = async (
  received,
  spec,
  options,
) => asMatcherResult(await checkOutputShape(received, spec, options, 'toHaveOutputShape'));

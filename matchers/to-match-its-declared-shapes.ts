import {
  checkDeclaredShapes,
  type DeclaredShapesOptions,
} from '../src/training/inside/shapes/declared-shapes.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when every layer gives the shape that its `computeOutputShape` declares.
 * @param received a layers model, a module or a graph model
 * @param data a batch `{ xs, … }` or inputs alone; zeros by default, where the model declares its inputs
 * @throws SubjectError for a subject that declares nothing; ArgumentError where inputs are needed
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const model = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [2, 3] })] });
 * await expect(model).toMatchItsDeclaredShapes();
 */
export const toMatchItsDeclaredShapes: AsyncMatcher<
  [data?: unknown, options?: DeclaredShapesOptions]
> = async (received, data, options) =>
  asMatcherResult(await checkDeclaredShapes(received, data, options, 'toMatchItsDeclaredShapes'));

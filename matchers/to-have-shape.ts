import { checkShape } from '../src/checks/shape.ts';
import type { Bindings, ShapeSpec } from '../src/tensor/shape-spec/index.ts';
import { requireTensor } from '../src/tensor/subject.ts';
import { asMatcherResult, type Matcher } from './define-matcher.ts';

/**
 * Passes when a tensor's shape satisfies a shape spec.
 * @param received any live tensor
 * @param spec e.g. 'batch height width 3'
 * @param bindings sizes that are known already, e.g. `{ batch: 32 }`
 * @throws SubjectError for what is no live tensor; ShapeSpecError for a spec that does not parse
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * expect(tf.zeros([8, 32, 32, 3])).toHaveShape('batch height width 3', { batch: 8 });
 */
export const toHaveShape: Matcher<[spec: ShapeSpec, bindings?: Bindings]> = (received, spec, bindings) =>
  asMatcherResult(checkShape(requireTensor(received, 'toHaveShape'), spec, bindings));

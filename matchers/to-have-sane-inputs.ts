import { checkSaneInputs, type SaneInputsOptions } from '../src/training/data/sane-inputs.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when a batch is fit to train on: inputs vary, are finite and of a size that weights are made for, labels say what they should.
 * @param received a batch `{ xs, ys }`, or a model
 * @param data for a model, a batch `{ xs, ys }`
 * @param options the loss of a model that isn't compiled
 * @throws SubjectError for a subject or a batch that can't be used, ArgumentError for options that can't
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const batch = { xs: tf.randomUniform([8, 4, 4, 1]), ys: tf.randomNormal([8, 1]) };
 * await expect(batch).toHaveSaneInputs();
 */
export const toHaveSaneInputs: AsyncMatcher<[data?: unknown, options?: SaneInputsOptions]> = async (
  received,
  data,
  options,
) => asMatcherResult(await checkSaneInputs(received, data, options, 'toHaveSaneInputs'));

import { checkStayFinite, type StayFiniteOptions } from '../src/training/inside/finite/stay-finite.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when outputs, loss and gradients stay finite: at the batch, at zeros, with constant features, at the ends of the inputs' range,
 * where logits saturate, and at predictions that are certain. A failure names the first kernel that gave NaN or an infinity.
 * @param received a model or module; a function of tensors; a loss
 * @param data a batch `{ xs, ys }`; for a function its inputs in a list; for a loss `{ yTrue, yPred }`
 * @param options the loss of a model that isn't compiled, and further extremes of the inputs
 * @throws SubjectError for a subject or data that can't be used, ArgumentError for options that can't
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const yTrue = tf.tensor2d([[0, 1]]), yPred = tf.tensor2d([[0.2, 0.8]]);
 * await expect(tf.losses.logLoss).toStayFinite({ yTrue, yPred });
 * await expect((x: tf.Tensor) => x.log()).not.toStayFinite([yPred]); // log(0)
 */
export const toStayFinite: AsyncMatcher<[data?: unknown, options?: StayFiniteOptions]> = async (
  received,
  data,
  options,
) => asMatcherResult(await checkStayFinite(received, data, options, 'toStayFinite'));

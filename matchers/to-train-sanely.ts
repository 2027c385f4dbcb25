import { checkTrainSanely, type SanityOptions } from '../src/training/sanity/sanity.ts';
import { asMatcherResult, type AsyncMatcher } from './define-matcher.ts';

/**
 * Passes when the whole battery finds nothing that silently goes wrong in training; otherwise the failure lists all findings, the
 * likely root cause first.
 * @param received a model; a step of a training loop; or a function of tensors
 * @param data for a model, a batch `{ xs, ys }`; for a step, the model, module or variables that it trains; for a function, its inputs
 * @param options the loss of a model that isn't compiled, what to leave out, and how long it may take
 * @throws SubjectError for a subject or a batch that can't be used, ArgumentError for options that can't
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { expect } from 'vitest';
 * import 'tensorproof/vitest';
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });
 * model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
 * await expect(model).toTrainSanely({ xs: tf.randomNormal([16, 4]), ys: tf.randomNormal([16, 1]) });
 */
export const toTrainSanely: AsyncMatcher<[data?: unknown, options?: SanityOptions]> = async (
  received,
  data,
  options,
) => {
  const check = await checkTrainSanely(received, data, options, 'toTrainSanely');
  const { findings, notJudged } = check.details;
  if (findings.length === 0 && notJudged.length > 0) {
    // A test that passes prints nothing else, and what was not looked at must not look as if it were.
    console.warn(
      ['toTrainSanely did not judge:', ...notJudged.map((each) => `  ${each.check}: ${each.reason}`)].join(
        '\n',
      ),
    );
  }
  return asMatcherResult(check);
};

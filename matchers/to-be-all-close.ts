import { checkAllClose, type CloseOptions } from '../src/checks/all-close.ts';
import { asMatcherResult, type Matcher } from './define-matcher.ts';

/**
 * Asserts that a tensor, or every tensor of a tree, agrees within a tolerance: `|received − expected| ≤ atol + rtol·|expected|`.
 * @param expected a tensor or tree; a number stands for every element, a nested array takes the received dtype
 * @param options tolerances and what to overlook; the tolerance goes by dtype unless given
 * @example
 * expect(tf.tensor([0.1 + 0.2])).toBeAllClose([0.3]);
 * expect(model.getWeights()).not.toBeAllClose(before, { atol: 1e-3 });
 */
export const toBeAllClose: Matcher<[expected: unknown, options?: CloseOptions]> = (
  received,
  expected,
  options,
) => asMatcherResult(checkAllClose(received, expected, options, 'toBeAllClose'));

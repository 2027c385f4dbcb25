import { checkAllEqual, type EqualOptions } from '../src/checks/all-equal.ts';
import { asMatcherResult, type Matcher } from './define-matcher.ts';

/**
 * Asserts that a tensor, or every tensor of a tree, holds exactly the elements expected; strings too.
 * @param expected a tensor or tree; a number stands for every element, a nested array takes the received dtype
 * @param options what to overlook, and what to look at more closely
 * @example
 * expect(tf.tensor([1, 2], [2], 'int32')).toBeAllEqual([1, 2]);
 */
export const toBeAllEqual: Matcher<[expected: unknown, options?: EqualOptions]> = (
  received,
  expected,
  options,
) => asMatcherResult(checkAllEqual(received, expected, options, 'toBeAllEqual'));

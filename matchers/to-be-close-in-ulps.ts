import { checkUlps, type UlpsOptions } from '../src/checks/ulps.ts';
import { asMatcherResult, type Matcher } from './define-matcher.ts';

/**
 * Asserts that no element is more than some float32 steps from what was expected; integers and booleans are compared exactly.
 * @param expected a tensor or tree; a number stands for every element
 * @param maxUlps a whole number of steps, 0 or more
 * @param options what to overlook
 * @example
 * expect(tf.scalar(1).div(3).mul(3)).toBeCloseInUlps(1, 1);
 */
export const toBeCloseInUlps: Matcher<[expected: unknown, maxUlps: number, options?: UlpsOptions]> = (
  received,
  expected,
  maxUlps,
  options,
) => asMatcherResult(checkUlps(received, expected, maxUlps, options, 'toBeCloseInUlps'));

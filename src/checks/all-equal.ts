import { compareTrees, comparisonMessage, type ComparisonDetails } from '../tensor/comparison/index.ts';
import type { CheckResult } from './check-result.ts';
import { requireFlag, requireOptions } from './options.ts';

/** How {@link checkAllEqual} compares. */
export interface EqualOptions {
  /** Whether NaN agrees with NaN. @defaultValue false */
  readonly equalNaN?: boolean | undefined;
  /** Whether -0 differs from 0. @defaultValue false */
  readonly signedZero?: boolean | undefined;
  /** Whether different dtypes are a failure. @defaultValue true */
  readonly checkDtype?: boolean | undefined;
}

const NAMES = ['equalNaN', 'signedZero', 'checkDtype'] as const;

/**
 * Checks that two tensors, or two trees of tensors, hold the same elements exactly. Strings can be compared too.
 * @param actual a tensor, or arrays, objects, Maps, named tensor maps and models that hold tensors
 * @param expected its counterpart; a number stands for every element, a nested array takes the dtype of `actual`
 * @param options what to overlook, and what to look at more closely
 * @param where who checks, as an error names it
 * @returns passes when every element of every tensor agrees; `details.failures` has one entry for each part that does not
 * @throws SubjectError where there is no live tensor to compare
 * @throws ArgumentError for an `expected` or an option that can't be used
 * @example
 * checkAllEqual(tf.tensor([1, 2], [2], 'int32'), [1, 2]).pass; // true
 * checkAllEqual(tf.tensor([NaN]), [NaN], { equalNaN: true }).pass; // true
 */
export function checkAllEqual(
  actual: unknown,
  expected: unknown,
  options: EqualOptions = {},
  where = 'checkAllEqual',
): CheckResult<ComparisonDetails> {
  const given = requireOptions(options, NAMES, where);
  const equalNaN = requireFlag(given.equalNaN, 'equalNaN', where, false);
  const signedZero = requireFlag(given.signedZero, 'signedZero', where, false);
  const checkDtype = requireFlag(given.checkDtype, 'checkDtype', where, true);
  const exactly = {
    rule: { kind: 'close', rtol: 0, atol: 0, equalNaN, signedZero },
    origin: 'equality was asked for',
  } as const;
  const details = compareTrees(actual, expected, {
    where,
    checkDtype,
    allowStrings: true,
    rule: () => exactly,
  });
  const message = (): string => comparisonMessage(details, { claim: 'be equal' });
  return { pass: details.failures.length === 0, message, details };
}

import {
  compareTrees,
  comparisonMessage,
  resolveTolerance,
  type ComparisonDetails,
  type ToleranceOptions,
} from '../tensor/comparison/index.ts';
import type { CheckResult } from './check-result.ts';
import { requireFlag, requireOptions, requireTolerance } from './options.ts';

/** How {@link checkAllClose} compares. */
export interface CloseOptions extends ToleranceOptions {
  /** Whether NaN agrees with NaN. @defaultValue false */
  readonly equalNaN?: boolean | undefined;
  /** Whether -0 differs from 0. @defaultValue false */
  readonly signedZero?: boolean | undefined;
  /** Whether different dtypes are a failure. @defaultValue true */
  readonly checkDtype?: boolean | undefined;
}

const NAMES = ['rtol', 'atol', 'equalNaN', 'signedZero', 'checkDtype'] as const;

/**
 * Checks that two tensors, or two trees of tensors, agree within a tolerance: `|actual − expected| ≤ atol + rtol·|expected|`.
 *
 * Shape and dtype are always compared. The tolerance goes by dtype (float32 and complex64: rtol 1.3e-6, atol 1e-5;
 * int32 and bool: exactly); where one of `rtol` and `atol` is given, the other is 0. NaN agrees with nothing,
 * unless `equalNaN`; an infinity only with itself.
 * @param actual a tensor, or arrays, objects, Maps, named tensor maps and models that hold tensors
 * @param expected its counterpart; a number stands for every element, a nested array takes the dtype of `actual`
 * @param options tolerances and what to overlook
 * @param where who checks, as an error names it
 * @returns passes when every element of every tensor agrees; `details.failures` has one entry for each part that does not
 * @throws SubjectError where there is no live tensor of numbers to compare
 * @throws ArgumentError for an `expected` or an option that can't be used
 * @example
 * checkAllClose(tf.tensor([1, 2]), [1, 2.000001]).pass; // true
 * checkAllClose(tf.tensor([1, 2]), [1, 2.001], { atol: 0.01 }).pass; // true
 * @see https://pytorch.org/docs/stable/testing.html
 */
export function checkAllClose(
  actual: unknown,
  expected: unknown,
  options: CloseOptions = {},
  where = 'checkAllClose',
): CheckResult<ComparisonDetails> {
  const given = requireOptions(options, NAMES, where);
  for (const name of ['rtol', 'atol'] as const) requireTolerance(given[name], name, where, 0);
  const equalNaN = requireFlag(given.equalNaN, 'equalNaN', where, false);
  const signedZero = requireFlag(given.signedZero, 'signedZero', where, false);
  const checkDtype = requireFlag(given.checkDtype, 'checkDtype', where, true);
  const details = compareTrees(actual, expected, {
    where,
    checkDtype,
    allowStrings: false,
    rule: (first, second) => {
      const { rtol, atol, origin } = resolveTolerance(options, first, second);
      return { rule: { kind: 'close', rtol, atol, equalNaN, signedZero }, origin };
    },
  });
  const message = (): string => comparisonMessage(details, { claim: 'be close' });
  return { pass: details.failures.length === 0, message, details };
}

import { ArgumentError } from '../errors.ts';
import { compareTrees, comparisonMessage, type ComparisonDetails } from '../tensor/comparison/index.ts';
import type { CheckResult } from './check-result.ts';
import { requireFlag, requireOptions } from './options.ts';

/** How {@link checkUlps} compares. */
export interface UlpsOptions {
  /** Whether NaN agrees with NaN. @defaultValue false */
  readonly equalNaN?: boolean | undefined;
}

const NAMES = ['equalNaN'] as const;

/**
 * Checks that no element is more than `maxUlps` float32 steps from what was expected.
 *
 * A step leads from one float32 to the next, so the distance means the same at 1e-30 and at 1e30. Both zeros are
 * one number, and distances are counted across it. An infinity agrees only with itself. Integers and booleans have
 * no such steps and are compared exactly.
 * @param actual a tensor, or arrays, objects, Maps, named tensor maps and models that hold tensors
 * @param expected its counterpart; a number stands for every element, a nested array takes the dtype of `actual`
 * @param maxUlps a whole number of 0 or more
 * @param options what to overlook
 * @param where who checks, as an error names it
 * @returns passes when every element is near enough; `details.failures` has one entry for each part that is not
 * @throws SubjectError where there is no live tensor of numbers to compare
 * @throws ArgumentError for an `expected`, a number of steps or an option that can't be used
 * @example
 * checkUlps(tf.scalar(1 + 2 ** -23), 1, 1).pass; // true
 */
export function checkUlps(
  actual: unknown,
  expected: unknown,
  maxUlps: number,
  options: UlpsOptions = {},
  where = 'checkUlps',
): CheckResult<ComparisonDetails> {
  const given = requireOptions(options, NAMES, where);
  if (!Number.isInteger(maxUlps) || maxUlps < 0) {
    throw new ArgumentError(
      `${where}: maxUlps must be a whole number of 0 or more, got ${String(maxUlps)}.`,
      {
        argument: 'maxUlps',
        expected: 'a whole number of 0 or more',
        actual: maxUlps,
      },
    );
  }
  const equalNaN = requireFlag(given.equalNaN, 'equalNaN', where, false);
  const steps = { rule: { kind: 'ulps', maxUlps, equalNaN }, origin: 'as given' } as const;
  const details = compareTrees(actual, expected, {
    where,
    checkDtype: true,
    allowStrings: false,
    rule: () => steps,
  });
  const claim = `be within ${maxUlps} units in the last place`;
  const message = (): string => comparisonMessage(details, { claim });
  return { pass: details.failures.length === 0, message, details };
}

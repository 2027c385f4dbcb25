import { ArgumentError, SubjectError } from '../errors.ts';
import { DTYPES, dtypesOf } from '../tensor/dtypes.ts';
import { describeKind } from '../tensor/subject.ts';
import { describeWithDtype, requireShape } from './has-shape.ts';
import type { DType, DTypeFamily } from '../tensor/dtypes.ts';
import type { CheckResult } from './check-result.ts';
import type { HasShape } from './has-shape.ts';

/** What `checkDtype` found. */
export interface DtypeDetails {
  readonly tensor: string;
  readonly dtype: string;
  /** The dtypes that would pass. */
  readonly expected: readonly DType[];
}

const NAMES = `${DTYPES.map((dtype) => `'${dtype}'`).join(', ')}, 'float', 'integer', 'number'`;

/**
 * Checks a tensor's dtype.
 * @param tensor any tensor, or anything with a `shape` and a `dtype`
 * @param dtype a dtype, or a family: 'float', 'integer', 'number'
 * @param where who asks, for the text of errors
 * @throws SubjectError when `tensor` has no dtype; ArgumentError when `dtype` is neither a dtype nor a family
 * @example checkDtype(tf.zeros([2], 'int32'), 'integer').pass // true
 */
export function checkDtype(
  tensor: HasShape & { readonly dtype: string },
  dtype: DType | DTypeFamily,
  where = 'checkDtype',
): CheckResult<DtypeDetails> {
  const shape = requireShape(tensor, where, 'tensor');
  const name: unknown = dtype; // callers without types hand over anything
  const expected = typeof name === 'string' ? dtypesOf(name) : undefined;
  if (expected === undefined) {
    throw new ArgumentError(`${where}: dtype must be one of ${NAMES}, got ${describeKind(name)}.`, {
      argument: 'dtype',
      expected: NAMES,
      actual: name,
    });
  }
  const actual: unknown = tensor.dtype;
  if (typeof actual !== 'string') {
    throw new SubjectError(`${where}: tensor must have a dtype, got ${describeKind(tensor)} without one.`, {
      argument: 'tensor',
      expected: 'a tensor or an object with a dtype',
      actual: describeKind(tensor),
    });
  }
  const pass = expected.some((each) => each === actual);
  const described = describeWithDtype(tensor, shape);
  return {
    pass,
    details: { tensor: described, dtype: actual, expected },
    message: () => {
      const family = expected.length > 1 || expected[0] !== dtype ? ` (${expected.join(', ')})` : '';
      return pass
        ? `the dtype is ${actual}, which it should not be\n  ${described}`
        : `the dtype is ${actual}, expected ${dtype}${family}\n  ${described}`;
    },
  };
}

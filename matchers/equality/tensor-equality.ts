import { checkAllEqual } from '../../src/checks/all-equal.ts';
import { isTensor } from '../../src/tensor/subject.ts';

/**
 * The equality tester that makes `toEqual` and its kin compare tensors by shape, dtype and values: exactly, and with NaN equal to
 * NaN, as these matchers treat numbers.
 * @returns `undefined` where the two values are not both tensors, which leaves them to the others
 * @throws SubjectError for a disposed tensor, unless it is compared with itself
 * @example
 * expect.addEqualityTesters([tensorEquality]);
 */
export function tensorEquality(a: unknown, b: unknown): boolean | undefined {
  if (!isTensor(a) || !isTensor(b)) return undefined;
  return a === b || checkAllEqual(a, b, { equalNaN: true }, 'comparing tensors').pass;
}

import { ArgumentError } from '../errors.ts';
import { describeKind } from '../tensor/subject.ts';

/**
 * A count that a check compares with or goes by; refuses anything that no tensor could have.
 * @param least the smallest that will do
 */
export function requireCount(value: unknown, where: string, argument: string, least = 0): number {
  if (Number.isSafeInteger(value) && (value as number) >= least) return value as number; // a safe integer is a number
  const actual = describeKind(value);
  const expected = `a whole number from ${least}`;
  throw new ArgumentError(`${where}: ${argument} must be ${expected}, got ${actual}.`, {
    argument,
    expected,
    actual: value,
  });
}

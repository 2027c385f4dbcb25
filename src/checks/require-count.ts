import { ArgumentError } from '../errors.ts';
import { describeKind } from '../tensor/subject.ts';

/** A count that a check compares with; refuses anything that no tensor could have. */
export function requireCount(value: unknown, where: string, argument: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number; // a safe integer is a number
  const actual = describeKind(value);
  throw new ArgumentError(`${where}: ${argument} must be a whole number from 0, got ${actual}.`, {
    argument,
    expected: 'a whole number from 0',
    actual: value,
  });
}

import { ArgumentError } from '../errors.ts';
import { describeKind } from '../tensor/subject.ts';

/**
 * Refuses what is no list of inputs.
 * @param hint how a single one is written
 */
export function requireInputs(inputs: unknown, where: string, hint: string | undefined): readonly unknown[] {
  if (Array.isArray(inputs) && inputs.length > 0) return inputs as readonly unknown[];
  const actual = describeKind(inputs);
  throw new ArgumentError(`${where}: inputs must be a list with at least one input, got ${actual}.`, {
    argument: 'inputs',
    expected: 'a list with at least one input',
    actual,
    ...(hint !== undefined && { hint }),
  });
}

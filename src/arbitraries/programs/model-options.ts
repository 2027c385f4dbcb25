import { requireCount } from '../../checks/require-count.ts';
import { requireOptions } from '../../checks/options.ts';
import { ArgumentError } from '../../errors.ts';
import { describeKind } from '../../tensor/subject.ts';
import { INPUTS, TASKS, type ModelOptions } from './model-plan.ts';

/** @throws ArgumentError for lists that are empty or name what there isn't, and for a count that is none */
export function readModelOptions(options: unknown, where: string): Required<ModelOptions> {
  const { inputs, tasks, maxBlocks } = requireOptions(options, ['inputs', 'tasks', 'maxBlocks'], where);
  return {
    inputs: requireSome(inputs, INPUTS, 'inputs', where),
    tasks: requireSome(tasks, TASKS, 'tasks', where),
    maxBlocks: maxBlocks === undefined ? 3 : requireCount(maxBlocks, where, 'maxBlocks'),
  };
}

/** A list of some of several names; `undefined` stands for all. */
export function requireSome<Name extends string>(
  value: unknown,
  all: readonly Name[],
  argument: string,
  where: string,
): readonly Name[] {
  if (value === undefined) return all;
  const given: readonly unknown[] = Array.isArray(value) ? value : [];
  const chosen = all.filter((name) => given.includes(name));
  if (chosen.length > 0 && chosen.length === new Set(given).size) return chosen;
  const expected = `a list of some of ${all.map((name) => `'${name}'`).join(', ')}`;
  throw new ArgumentError(
    `${where}: ${argument} must be ${expected}, got ${Array.isArray(value) ? JSON.stringify(value) : describeKind(value)}.`,
    { argument, expected, actual: value },
  );
}

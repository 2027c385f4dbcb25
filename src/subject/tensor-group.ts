import type { Tensor } from '@tensorflow/tfjs-core';
import { SubjectError } from '../errors.ts';
import { describeKind, isTensor, requireTensor } from '../tensor/subject.ts';

/** One tensor, or several in a list or by name: what a model reads, gives, or is compared with. */
export type TensorGroup = Tensor | readonly Tensor[] | Readonly<Record<string, Tensor>>;

/** A tensor of a group and how it is called there: `''` for a single one, `0`, `1`, … in a list. */
export type GroupEntry = readonly [key: string, tensor: Tensor];

/**
 * The tensors of a group, in order.
 * @param where who refuses, as the user knows it
 * @param argument which argument it is, e.g. `batch.xs`
 * @throws SubjectError for anything that is no group of live tensors, and for an empty one
 */
export function entriesOf(group: unknown, where: string, argument: string): GroupEntry[] {
  if (isTensor(group) || typeof group !== 'object' || group === null || ArrayBuffer.isView(group)) {
    return [['', requireTensor(group, where, argument)]];
  }
  const entries = partsOf(group, where, argument).map(([key, value]): GroupEntry => [
    key,
    requireTensor(value, where, Array.isArray(group) ? `${argument}[${key}]` : `${argument}.${key}`),
  ]);
  if (entries.length > 0) return entries;
  throw new SubjectError(
    `${where}: ${argument} must hold a tensor, got ${describeKind(group)} without any.`,
    {
      argument,
      expected: 'a tensor, an array of tensors, or an object of tensors',
      actual: describeKind(group),
    },
  );
}

/** The parts of an object, whose getters and traps may throw. */
function partsOf(group: object, where: string, argument: string): [key: string, value: unknown][] {
  try {
    return Object.entries(group);
  } catch (error) {
    const actual = describeKind(group);
    throw new SubjectError(`${where}: ${argument} must hold tensors, got ${actual}.`, {
      argument,
      expected: 'a tensor, an array of tensors, or an object of tensors',
      actual,
      cause: error,
    });
  }
}

/** A group of the same form, with other tensors. */
export function mapGroup(group: TensorGroup, change: (tensor: Tensor, key: string) => Tensor): TensorGroup {
  if (isTensor(group)) return change(group, '');
  if (Array.isArray(group)) return group.map((tensor: Tensor, i) => change(tensor, String(i)));
  return Object.fromEntries(
    Object.entries(group).map(([key, tensor]: GroupEntry) => [key, change(tensor, key)]),
  );
}

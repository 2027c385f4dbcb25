import { isTensor } from '../../src/tensor/subject.ts';
import { branchesOf } from '../../src/tensor/tree/branches.ts';

/** Whether a value is a tensor or holds one, however deep: in arrays, objects, Maps and Sets. */
export function containsTensor(value: unknown): boolean {
  const pending: unknown[] = [value];
  const seen = new Set<unknown>();
  while (pending.length > 0) {
    const next = pending.pop();
    if (isTensor(next)) return true;
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    for (const { value: part } of branchesOf(next)?.entries.values() ?? []) pending.push(part);
  }
  return false;
}

import { keyOf, type OpCase } from '../op-case.ts';
import { elementwise } from './elementwise.ts';
import { layers } from './layers.ts';
import { rearranging } from './rearranging.ts';
import { reductions } from './reductions.ts';

/** Every case, in the order of the page. */
export const allCases: readonly OpCase[] = [...elementwise, ...reductions, ...rearranging, ...layers];

const keys = new Set(allCases.map(keyOf));
if (keys.size !== allCases.length) {
  const seen = new Set<string>();
  const twice = allCases.map(keyOf).filter((key) => seen.has(key) || !seen.add(key));
  throw new Error(`cases of one name: ${twice.join('; ')}`);
}

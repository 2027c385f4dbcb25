import { describe, expect, test } from 'vitest';
import type { InventoryItem } from '../../../src/analyzer/inventory/index.ts';
import { inSourceOrder, ItemsByPlace } from '../../../src/coverage/collect/covered-item.ts';

/** An item that reaches from one place to another, in `a.ts`. */
function item(name: string, line: number, column: number, endLine: number, endColumn: number): InventoryItem {
  return { file: 'a.ts', line, column, endLine, endColumn, name };
}

const at = (line: number, column: number, file = 'a.ts') => ({ file, line, column });

describe('the smallest item round a place', () => {
  const outer = item('outer', 1, 1, 9, 2);
  const inner = item('inner', 2, 5, 4, 6);
  const call = item('call', 3, 3, 3, 20);
  const chained = item('chained', 3, 3, 3, 30);
  const all = [inner, outer, chained, call];

  test.each<[string, ReturnType<typeof at>, string | undefined]>([
    ['before it begins', at(2, 4), 'outer'],
    ['where it begins', at(2, 5), 'inner'],
    ['inside', at(3, 2), 'inner'],
    ['of two that begin at one place, the shorter', at(3, 3), 'call'],
    ['behind the shorter', at(3, 20), 'chained'],
    ['before its end', at(4, 5), 'inner'],
    ['at its end', at(4, 6), 'outer'],
    ['outside of all', at(9, 2), undefined],
    ['in another file', at(3, 3, 'b.ts'), undefined],
  ])('%s', (_, place, name) => {
    expect(new ItemsByPlace(all).around(place)?.name).toBe(name);
    expect(new ItemsByPlace([...all].reverse()).around(place)?.name).toBe(name);
  });
});

test('of several on a line the nearest, of those that are asked for', () => {
  const items = [item('relu', 1, 5, 1, 9), item('relu', 1, 20, 1, 24), item('neg', 1, 12, 1, 15)];
  const places = new ItemsByPlace(items);
  const isRelu = ({ name }: InventoryItem): boolean => name === 'relu';
  expect(places.onLine(at(1, 5), isRelu)?.column).toBe(5);
  expect(places.onLine(at(1, 14), isRelu)?.column).toBe(20);
  expect(places.onLine(at(1, 14), () => true)?.name).toBe('neg');
  expect(places.onLine(at(2, 5), isRelu)).toBeUndefined();
});

test('items go by file, line and column', () => {
  const of = (file: string, line: number, column: number) => ({
    file,
    line,
    column,
    name: '',
    covered: true,
    missing: [],
  });
  const ordered = [of('a.ts', 1, 2), of('a.ts', 1, 10), of('a.ts', 2, 1), of('b.ts', 1, 1)];
  expect(inSourceOrder([...ordered].reverse())).toEqual(ordered);
});

import { expect, test } from 'vitest';
import { Base, Circle } from './src/shapes.ts';
import { risky, total } from './src/loops.ts';

test('circles', () => {
  expect(new Circle({ kind: 'circle', radius: 1 }, 'mine').label).toBe('mine');
  expect(() => new Circle({ kind: 'circle', radius: 0 }).draw()).toThrow(RangeError);
  expect(Base.made).toBe(2);
});

test('totals', () => {
  expect(total([{ kind: 'square', side: 2 }])).toBe(4);
  expect(risky(() => undefined)).toBe('fine');
});

import { describe, expect, test } from 'vitest';
import {
  compareSimplicity,
  simplerNumbers,
  simplestOf,
  type Range,
} from '../../../src/arbitraries/elements/simplicity.ts';

const all: Range = { min: -Infinity, max: Infinity, whole: false, admits: () => true, round: Math.fround };

test('numbers in the order in which they are simple', () => {
  const order = [
    0,
    1,
    -1,
    2,
    -2,
    3,
    100,
    0.5,
    -0.5,
    0.1,
    0.25,
    1.5,
    1e20,
    1 / 3,
    -0,
    Infinity,
    -Infinity,
    NaN,
  ];
  const shuffled = order.toReversed().sort(compareSimplicity);
  expect(shuffled.slice(0, 9)).toEqual(order.slice(0, 9));
  expect(shuffled.slice(-4)).toEqual(order.slice(-4));
});

describe('what is tried', () => {
  test.each([5000, -7, 0.3, 1e30, NaN, Infinity, -Infinity, -0, 1e-40, 123.456])(
    'for %d is simpler, and ends',
    (value) => {
      const tried = [...simplerNumbers(Math.fround(value), all, undefined)].map(({ value: each }) => each);
      expect(tried.length).toBeGreaterThan(0);
      expect(tried.length).toBeLessThan(60);
      for (const each of tried) expect(compareSimplicity(each, Math.fround(value))).toBeLessThan(0);
      expect(tried[0]).toBe(0);
    },
  );

  test('goes halfway from what passed', () => {
    expect([...simplerNumbers(100, all, 10)].map(({ value }) => value)).toEqual([55, 78, 89, 95, 98, 99]);
    expect([...simplerNumbers(100, all, 10)].map(({ passed }) => passed)).toEqual([10, 55, 78, 89, 95, 98]);
  });

  test('stays in its range', () => {
    const range: Range = { ...all, min: 3, max: 20, admits: (value) => value >= 3 && value <= 20 };
    expect([...simplerNumbers(20, range, undefined)].map(({ value }) => value)).toEqual([
      3, 10, 12, 16, 18, 19,
    ]);
  });
});

test.each([
  [-5, 5, false, 0],
  [2.5, 9, false, 3],
  [2.5, 2.75, false, 2.5],
  [-9, -2.5, false, -3],
  [-9, -2, true, -2],
])('the simplest from %d to %d, whole: %s, is %d', (min, max, whole, simplest) => {
  expect(simplestOf({ min, max, whole })).toBe(simplest);
});

import fc from 'fast-check';
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

describe('the simplest number of a range', () => {
  test.each([
    [-1, 5, 0],
    [3, 9, 3],
    [-9, -2.5, -3],
    [0.25, 0.75, 0.5],
    [-0.75, -0.25, -0.5],
    [0.611, 0.694, 0.69],
    [0.12, 0.48, 0.4],
    [1.25, 1.75, 1.3],
    [2e-7, 3e-7, 3e-7],
    [1000000064, 1017453120, 1.01e9],
  ])('from %d to %d', (min, max, simplest) => {
    const [low, high] = [Math.fround(min), Math.fround(max)];
    expect(simplestOf({ min: low, max: high, whole: false })).toBe(Math.fround(simplest));
  });

  test('is in the range, and nothing that is tried is simpler, or a search would never end', () => {
    const number = fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(
        number,
        number,
        number,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b, value, share) => {
          const [min, max] = a < b ? [a, b] : [b, a];
          const simplest = simplestOf({ min, max, whole: false });
          expect(simplest).toBeGreaterThanOrEqual(min);
          expect(simplest).toBeLessThanOrEqual(max);
          const range: Range = { ...all, min, max, admits: (each) => each >= min && each <= max };
          const inside = [value, min, max, Math.fround(min + share * (max - min))].filter(range.admits);
          for (const each of inside) {
            const tried = [...simplerNumbers(each, range, undefined)].map((simpler) => simpler.value);
            for (const other of [each, ...tried])
              expect(compareSimplicity(other, simplest)).toBeGreaterThanOrEqual(0);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

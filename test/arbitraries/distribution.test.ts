import { memory } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { booleans, floats32, integers, shape, shapeMatching, tensor } from '../../src/arbitraries/index.ts';

// Hundreds of runs each, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const DRAWS = 10_000;

/** How often each value is drawn; -0 counts apart from 0. */
function count<Value>(
  arbitrary: fc.Arbitrary<Value>,
  keyOf: (value: Value) => string | number,
): Map<string | number, number> {
  const counts = new Map<string | number, number>();
  for (const value of fc.sample(arbitrary, { seed: 1, numRuns: DRAWS })) {
    const key = keyOf(value);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

const print = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

describe(`in ${DRAWS} draws`, () => {
  test.each([
    ['unit', [0, 0.5, 1], 300],
    ['normal', [0, 1, -1], 150],
    ['finite', [0, 1, -1, 3.4028234663852886e38, -3.4028234663852886e38], 200],
    [
      'extreme',
      [
        0,
        -0,
        2 ** -149,
        -(2 ** -149),
        1e-40,
        -1e-40,
        2 ** -126,
        1e38,
        -1e38,
        3.4028234663852886e38,
        -3.4028234663852886e38,
      ].map(Math.fround),
      200,
    ],
    ['any', [NaN, Infinity, -Infinity, 0, -0, Math.fround(1e38), Math.fround(-1e-40)], 150],
  ] as const)('each special value of %s comes often', (profile, values, least) => {
    const counts = count(floats32(profile), print);
    for (const value of values) expect(counts.get(print(value)) ?? 0, print(value)).toBeGreaterThan(least);
    // And what lies between isn't forgotten.
    expect(counts.size).toBeGreaterThan(1000);
  });

  test('numbers of a range stay in it, and reach both ends', () => {
    const counts = count(floats32({ min: -2, max: 3 }), (x) =>
      x < -2 || x > 3 ? 'outside' : x === -2 || x === 3 ? x : x < 0 ? 'below' : 'above',
    );
    expect(counts.has('outside')).toBe(false);
    for (const part of [-2, 3, 'below', 'above']) expect(counts.get(part) ?? 0).toBeGreaterThan(100);
  });

  test('integers reach their edges and all small ones', () => {
    const counts = count(integers(), (x) => x);
    for (const edge of [-(2 ** 31), -(2 ** 31) + 1, 2 ** 31 - 2, 2 ** 31 - 1])
      expect(counts.get(edge) ?? 0).toBeGreaterThan(100);
    for (let small = -16; small <= 16; small += 1) expect(counts.get(small) ?? 0).toBeGreaterThan(50);
    expect(count(integers({ min: 3, max: 7 }), (x) => x).size).toBe(5);
  });

  test('booleans are even', () => {
    expect(count(booleans(), (x) => x).get(1)).toBeGreaterThan(4500);
  });

  test('each rank is as frequent as any other', () => {
    const counts = count(shape({ minRank: 0, maxRank: 4 }), ({ length }) => length);
    for (let rank = 0; rank <= 4; rank += 1) expect(counts.get(rank) ?? 0).toBeGreaterThan(1800);
  });

  test('each size is as frequent as any other, and of many each comes', () => {
    const few = count(shapeMatching('n'), ([n = -1]) => n);
    for (let size = 1; size <= 8; size += 1) expect(few.get(size) ?? 0).toBeGreaterThan(1100);
    const many = count(shapeMatching('n', { minSize: 0, maxSize: 500 }), ([n = -1]) => n);
    for (let size = 0; size <= 500; size += 1) expect(many.get(size) ?? 0, String(size)).toBeGreaterThan(0);
    for (const edge of [0, 1, 499, 500]) expect(many.get(edge) ?? 0).toBeGreaterThan(400);
  });

  test('each size is 1 now and then where it broadcasts', () => {
    const narrow = count(shapeMatching('n #n', { minSize: 2 }), ([, size = 0]) => (size === 1 ? 1 : 0));
    expect(narrow.get(1)).toBeGreaterThan(3000);
    expect(narrow.get(0)).toBeGreaterThan(6000);
  });

  test('tensors are constant, nearly constant, and of many values', () => {
    const before = memory().numTensors;
    const kinds = new Map<string, number>();
    const places = new Set<number>();
    fc.assert(
      fc.property(tensor('4 5', { elements: 'any' }), (x) => {
        const data = [...x.dataSync()].map(print);
        const different = new Set(data).size;
        const kind = different === 1 ? 'constant' : different <= 6 ? 'few' : 'many';
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        data.forEach((value, at) => value === 'NaN' && places.add(at));
      }),
      { seed: 1, numRuns: DRAWS },
    );
    expect(memory().numTensors).toBe(before);
    for (const kind of ['constant', 'few', 'many']) expect(kinds.get(kind) ?? 0, kind).toBeGreaterThan(1000);
    expect(places.size).toBe(20);
  });
});

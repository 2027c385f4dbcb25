import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  batch,
  batches,
  constantFeature,
  distinct,
  integers,
  sorted,
  tensorFrom,
} from '../../src/arbitraries/index.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest();

/** The lines along the last axis. */
function rowsOf(x: { readonly shape: readonly number[]; dataSync(): ArrayLike<number> }): number[][] {
  const length = x.shape.at(-1) ?? 1;
  const data = Array.from(x.dataSync());
  return Array.from({ length: length === 0 ? 0 : data.length / length }, (_, row) =>
    data.slice(row * length, (row + 1) * length),
  );
}

test.each(['normal', 'unit', 'any', { min: 3, max: 3.5 }] as const)('distinct elements of %o', (elements) => {
  fc.assert(
    fc.property(distinct('rows columns', { elements }), (x) => {
      expect(new Set(x.dataSync()).size).toBe(x.size);
      if (elements === 'unit') expect(x.dataSync().every((value) => value >= 0 && value <= 1)).toBe(true);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('distinct integers fill their range, and no more', () => {
  fc.assert(
    fc.property(distinct('10', { elements: integers({ min: 5, max: 14 }) }), (x) => {
      expect([...x.dataSync()].sort((a, b) => a - b)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    }),
    { seed: 1 },
  );
  expect(() =>
    fc.sample(distinct('10', { elements: integers({ min: 0, max: 8 }) }), { seed: 1, numRuns: 1 }),
  ).toThrow('distinct: the elements have fewer than 10 values, which the shape [10] asks for.');
});

test('distinct elements shrink to the simplest', () => {
  const details = fc.check(
    fc.property(distinct('n'), (x) => x.size < 4),
    { seed: 1 },
  );
  expect(fc.stringify(details.counterexample)).toBe('[float32[4] [0, 1, -1, 2]]');
});

test.each([false, true])('sorted rows, descending: %s', (descending) => {
  let ties = 0;
  fc.assert(
    fc.property(sorted('rows columns', { descending, elements: 'any' }), (x) => {
      for (const row of rowsOf(x)) {
        for (const [i, value] of row.entries()) {
          const before = row[i - 1];
          if (before === undefined) continue;
          if (before === value) ties += 1;
          expect(Number.isNaN(value) || (descending ? before >= value : before <= value)).toBe(true);
        }
      }
    }),
    { seed: 1 },
  );
  expect(ties).toBeGreaterThan(10);
});

test('a feature is constant, and others vary', () => {
  let varying = 0;
  fc.assert(
    fc.property(constantFeature('samples features'), (x) => {
      const rows = rowsOf(x);
      const constant = (rows[0] ?? []).filter((first, feature) =>
        rows.every((row) => Object.is(row[feature], first)),
      );
      expect(constant.length).toBeGreaterThan(0);
      if (constant.length < x.shape[1]) varying += 1;
    }),
    { seed: 1, numRuns: 300 },
  );
  expect(varying).toBeGreaterThan(50);
});

test('an example is known by its structure', () => {
  expect(sorted('n').canShrinkWithoutContext(tensorFrom('float32[3] [1, 2, 3]'))).toBe(true);
  expect(sorted('n').canShrinkWithoutContext(tensorFrom('float32[3] [2, 1, 3]'))).toBe(false);
  expect(distinct('n').canShrinkWithoutContext(tensorFrom('float32[3] [2, 1, 2]'))).toBe(false);
});

test('the last of the batches may be smaller', () => {
  const sizes = new Set<number>();
  const lengths = new Set<number>();
  fc.assert(
    fc.property(batches({ xs: 'n 4', ys: 'n 1' }, { batchSize: 4 }), (epoch) => {
      lengths.add(epoch.length);
      for (const [i, { xs, ys }] of epoch.entries()) {
        expect(xs.shape[0]).toBe(ys.shape[0]);
        if (i < epoch.length - 1) expect(xs.shape[0]).toBe(4);
        else sizes.add(xs.shape[0]);
      }
    }),
    { seed: 1 },
  );
  expect([...sizes].sort()).toEqual([1, 2, 3, 4]);
  expect([...lengths].sort()).toEqual([1, 2, 3]);
});

test('specs of a batch that share no first name are refused', () => {
  expect(() => batch({ xs: 'b 4', ys: 'n 1' })).toThrow(
    'batch: the specs of xs and ys must begin with the same name, which is the batch axis, got the string "b 4" and the string "n 1".',
  );
  expect(() => batches({ xs: '4', ys: '4' })).toThrow('batches: the specs');
});

import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-node';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tensors } from '../../../src/arbitraries/index.ts';
import { checkAllClose } from '../../../src/checks/all-close.ts';
import { checkAllEqual } from '../../../src/checks/all-equal.ts';
import { checkUlps } from '../../../src/checks/ulps.ts';
import { scopeEachTest } from '../../scope-each-test.ts';
import { pairOf, type NumbersPair } from './pairs.ts';

scopeEachTest();

/** How many elements NumPy says are not close, of each pair. */
const VERDICTS = readFileSync(new URL('numpy-verdicts.txt', import.meta.url), 'utf8').replace(/\s/gu, '');

function mismatched({ actual, expected, ...options }: NumbersPair): number {
  const [a, e] = [tf.tensor1d([...actual]), tf.tensor1d([...expected])];
  const { pass, details } = checkAllClose(a, e, options);
  const [failure] = details.failures;
  expect(pass).toBe(failure === undefined);
  return failure?.kind === 'values' ? failure.mismatched : 0;
}

describe('closeness is NumPy’s', () => {
  test('there is a verdict for each of 1,000 pairs, and every kind of verdict', () => {
    expect(VERDICTS).toHaveLength(1000);
    expect(VERDICTS.split('0').length).toBeGreaterThan(100);
    expect(new Set(VERDICTS).size).toBeGreaterThan(8);
  });

  test.each(Array.from({ length: 10 }, (_, hundred) => [100 * hundred]))('pairs from %i', (from) => {
    const counted = Array.from({ length: 100 }, (_, i) => mismatched(pairOf(from + i)).toString(16)).join('');
    expect(counted).toBe(VERDICTS.slice(from, from + 100));
  });
});

describe('comparison is symmetric', () => {
  const both = tensors(
    { a: '*shape', b: '*shape' },
    { elements: fc.constantFrom(0, -0, 1, 1.0001, -1, 2, 1e-45, Infinity, NaN) },
  );
  const closeness = fc.record({
    atol: fc.constantFrom(0, 1e-6, 1e-3, 1),
    equalNaN: fc.boolean(),
    signedZero: fc.boolean(),
  });

  test('where the tolerance is absolute', () => {
    fc.assert(
      fc.property(both, closeness, ({ a, b }, options) => {
        const [there, back] = [checkAllClose(a, b, options), checkAllClose(b, a, options)];
        expect(back.pass).toBe(there.pass);
        expect(back.details.failures.length).toBe(there.details.failures.length);
      }),
      { numRuns: 500 },
    );
  });

  test('where it is exact, and in units of the last place', () => {
    fc.assert(
      fc.property(both, fc.nat(1000), ({ a, b }, ulps) => {
        expect(checkAllEqual(b, a).pass).toBe(checkAllEqual(a, b).pass);
        expect(checkUlps(b, a, ulps).pass).toBe(checkUlps(a, b, ulps).pass);
      }),
      { numRuns: 500 },
    );
  });

  test('a tensor agrees with itself, unless it holds NaN', () => {
    fc.assert(
      fc.property(both, ({ a }) => {
        const hasNaN = a.dataSync().some(Number.isNaN);
        expect(checkAllClose(a, a).pass).toBe(!hasNaN);
        expect(checkAllClose(a, a, { equalNaN: true }).pass).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('a wider tolerance never turns agreement into a difference', () => {
    fc.assert(
      fc.property(
        both,
        fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
        ({ a, b }, [one, other]) => {
          const [narrow, wide] = [Math.min(one, other), Math.max(one, other)];
          const passes = (atol: number, rtol: number): boolean => checkAllClose(a, b, { atol, rtol }).pass;
          expect(!passes(narrow, 0) || passes(wide, 0)).toBe(true);
          expect(!passes(0, narrow) || passes(0, wide)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

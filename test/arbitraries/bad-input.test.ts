import { memory } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { badInput, tensor, type BadInputOptions } from '../../src/arbitraries/index.ts';
import { checkShape } from '../../src/index.ts';
import { isTensor, isThenable } from '../../src/tensor/subject.ts';

// Hundreds of runs each, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

/** Which kinds are drawn, each with one that prints. */
function kindsOf(spec: string, options: BadInputOptions = {}): Map<string, string> {
  const kinds = new Map<string, string>();
  const before = memory().numTensors;
  fc.assert(
    fc.property(badInput(spec, options), (bad) => {
      const { input, wrong, detail } = bad;
      kinds.set(wrong, fc.stringify(bad));
      expect(detail).not.toBe('');
      if (!isTensor(input)) return;
      const { pass } = checkShape(input, spec, options.bindings);
      if (
        [
          'axis off by one',
          'axes swapped',
          'missing batch axis',
          'extra batch axis',
          'wrong channels',
        ].includes(wrong)
      ) {
        expect(pass).toBe(false);
      }
      expect(input.isDisposed).toBe(wrong === 'disposed');
      if (wrong === 'empty') expect(input.size).toBe(0);
      if (input.isDisposed) return;
      const data = [...input.dataSync()];
      expect(data.some(Number.isNaN)).toBe(wrong === 'NaN');
      expect(data.some((value) => Math.abs(value) === Infinity)).toBe(wrong === 'Infinity');
      if (options.elements === 'unit')
        expect(data.some((value) => Number.isFinite(value) && (value < 0 || value > 1))).toBe(
          wrong === 'out of range',
        );
    }),
    { seed: 1, numRuns: 1000 },
  );
  expect(memory().numTensors).toBe(before);
  return kinds;
}

test('everything that is almost right, each tagged with what is wrong', () => {
  const kinds = kindsOf('batch height width 3', { elements: 'unit', bindings: { height: 4 } });
  expect([...kinds.keys()].sort()).toEqual([
    'Infinity',
    'NaN',
    'axes swapped',
    'axis off by one',
    'disposed',
    'empty',
    'extra batch axis',
    'missing batch axis',
    'nested array',
    'null',
    'out of range',
    'promise',
    'undefined',
    'wrong channels',
    'wrong dtype',
  ]);
});

test('a spec that takes any shape is never met by a wrong one', () => {
  const kinds = kindsOf('...');
  for (const kind of [
    'axis off by one',
    'axes swapped',
    'missing batch axis',
    'extra batch axis',
    'wrong channels',
  ]) {
    expect(kinds.has(kind)).toBe(false);
  }
  expect(kinds.has('wrong dtype')).toBe(true);
});

test('a scalar of int32', () => {
  const kinds = kindsOf('', { dtype: 'int32' });
  expect(kinds.has('extra batch axis')).toBe(true);
  expect(kinds.has('NaN')).toBe(false);
  expect(kinds.get('wrong dtype')).toMatch(
    /^float32\[\] -?\d+ \(wrong dtype: float32, where int32 would fit\)$/,
  );
});

test('it shrinks within its kind, and prints', () => {
  const details = fc.check(
    fc.property(badInput('batch 3'), ({ wrong }) => wrong !== 'axis off by one'),
    { seed: 1 },
  );
  expect(fc.stringify(details.counterexample)).toBe(
    '[float32[1, 4] zeros (axis off by one: axis 1 is 4, where 3 would fit)]',
  );
});

test('promises and arrays hold the right tensor', async () => {
  await fc.assert(
    fc.asyncProperty(badInput('2 2', { kinds: ['promise', 'nested array'] }), async ({ input, wrong }) => {
      if (wrong === 'nested array') {
        expect(input).toHaveLength(2);
        expect(input).toHaveProperty([1, 'length'], 2);
        return;
      }
      expect(isThenable(input)).toBe(true);
      const inside = await (input as Promise<unknown>);
      expect(isTensor(inside) && !inside.isDisposed).toBe(true);
    }),
    { seed: 1 },
  );
});

test('kinds that there aren’t are refused', () => {
  expect(() => badInput('n', { kinds: ['nan'] as never })).toThrow(
    'badInput: kinds must be a list of some of',
  );
});

test('an async predicate of a synchronous property is named as such', () => {
  const details = fc.check(
    fc.property(tensor('n'), (async () => Promise.reject(new Error('late'))) as never),
  );
  expect(details.failed).toBe(true);
  expect(String(details.errorInstance)).toContain('fc.property: the predicate is async');
});

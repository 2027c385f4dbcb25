import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-node';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { readRun, unprovenRuns } from '../../../src/tensor/comparison/device-look.ts';
import { agree, type Rule } from '../../../src/tensor/comparison/rule.ts';
import { pairs, tolerance } from './numbers.ts';

const SMALL = { leastElements: 1, block: 4 };

/** A tensor whose data a kernel made: the native backend has no copy of it on the host. */
function kernelMade(values: readonly number[], dtype: 'float32' | 'int32' | 'bool' = 'float32'): tf.Tensor1D {
  return tf.tidy(() => tf.concat([tf.tensor1d([...values], dtype), tf.tensor1d([], dtype)]));
}

const rule: fc.Arbitrary<Rule> = fc.oneof(
  fc.record({
    kind: fc.constant('close' as const),
    rtol: tolerance,
    atol: tolerance,
    equalNaN: fc.boolean(),
    signedZero: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('ulps' as const),
    maxUlps: fc.nat({ max: 8 }),
    equalNaN: fc.boolean(),
  }),
);

const close = (atol: number): Rule => ({ kind: 'close', rtol: 0, atol, equalNaN: false, signedZero: false });

describe('a look on the device', () => {
  beforeAll(async () => {
    await tf.setBackend('tensorflow');
  });

  test('proves nothing that the rule itself would refuse', () => {
    fc.assert(
      fc.property(pairs, rule, (both, given) => {
        const actual = kernelMade(both.map(([a]) => a));
        const expected = kernelMade(both.map(([, e]) => e));
        const runs = unprovenRuns(actual, expected, given, SMALL);
        const proven = both.filter(
          (_, i) => !runs?.some(({ start, length }) => i >= start && i < start + length),
        );
        tf.dispose([actual, expected]);
        if (both.length > 0) expect(runs).toBeDefined();
        for (const [a, e] of proven)
          if (runs !== undefined) expect([a, e, agree(given, a, e)]).toEqual([a, e, true]);
      }),
      { numRuns: 1500 },
    );
  });

  test.each([
    ['equal numbers', [1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 3, 4, 5, 6, 7, 8], close(1e-5), []],
    ['close numbers', [1, 2, 3, 4], [1, 2, 3, 4.00001], close(1e-4), []],
    ['equal numbers, exactly', [0, 2, 3, 1e-40], [0, 2, 3, 1e-40], close(0), []],
    [
      'one that differs in the second block',
      [1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1],
      Array<number>(12).fill(1),
      close(1e-5),
      [{ start: 4, length: 4 }],
    ],
    [
      'elements beyond the last whole block',
      [1, 1, 1, 1, 1],
      [1, 1, 1, 1, 1],
      close(1e-5),
      [{ start: 4, length: 1 }],
    ],
    [
      'a subnormal against 0, exactly: kernels take it for 0',
      [1, 1, 1, 1e-40],
      [1, 1, 1, 0],
      close(0),
      [{ start: 0, length: 4 }],
    ],
    ['NaN', [1, 1, 1, NaN], [1, 1, 1, NaN], close(0), [{ start: 0, length: 4 }]],
    [
      '-0 against 0 where that matters',
      [-0, 1, 1, 1],
      [0, 1, 1, 1],
      { ...close(1e-5), signedZero: true },
      [{ start: 0, length: 4 }],
    ],
    ['a subnormal tolerance', [1e-40, 1, 1, 1], [0, 1, 1, 1], close(1e-41), [{ start: 0, length: 4 }]],
    [
      'a difference just beyond the tolerance',
      [1.00001, 1, 1, 1],
      [0, 1, 1, 1],
      close(1),
      [{ start: 0, length: 4 }],
    ],
  ])('%s', (_, actual, expected, given, runs) => {
    const [a, e] = [kernelMade(actual), kernelMade(expected)];
    expect(unprovenRuns(a, e, given, SMALL)).toEqual(runs);
    tf.dispose([a, e]);
  });

  test.each(['int32', 'bool'] as const)('works for %s', (dtype) => {
    const [a, e] = [kernelMade([1, 0, 1, 1, 0, 1, 1, 0], dtype), kernelMade([1, 0, 1, 1, 1, 1, 1, 0], dtype)];
    expect(unprovenRuns(a, e, close(0), SMALL)).toEqual([{ start: 4, length: 4 }]);
    expect([...readRun(e, { start: 4, length: 4 })]).toEqual([1, 1, 1, 0]);
    tf.dispose([a, e]);
  });

  test('is not taken where the data is on the host, where it is small, and on another backend', async () => {
    const host = tf.tensor1d([1, 2, 3, 4]);
    const device = kernelMade([1, 2, 3, 4]);
    expect(unprovenRuns(host, device, close(1), SMALL)).toBeUndefined();
    expect(unprovenRuns(device, host, close(1), SMALL)).toBeUndefined();
    expect(unprovenRuns(device, device, close(1))).toBeUndefined();
    await import('@tensorflow/tfjs-backend-cpu');
    await tf.setBackend('cpu');
    expect(unprovenRuns(device, device, close(1), SMALL)).toBeUndefined();
    await tf.setBackend('tensorflow');
    tf.dispose([host, device]);
  });

  test('leaves no tensors behind', () => {
    const [a, e] = [kernelMade([1, 2, 3, 4, 5]), kernelMade([1, 2, 3, 4, 5])];
    const before = tf.memory().numTensors;
    unprovenRuns(a, e, close(0), SMALL);
    unprovenRuns(a, e, close(1), SMALL);
    readRun(a, { start: 1, length: 2 });
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([a, e]);
  });
});

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-node';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { checkAllClose } from '../../../src/checks/all-close.ts';
import { checkAllEqual } from '../../../src/checks/all-equal.ts';

beforeAll(async () => {
  await tf.setBackend('tensorflow');
});

/** Large enough for a look on the device, with elements after the last whole block. */
const SIZE = 2 ** 18 + 7;

function kernelMade(values: Float32Array): tf.Tensor1D {
  return tf.tidy(() => tf.concat([tf.tensor1d(values), tf.tensor1d([])]));
}

const values = (place?: number, value = 0): Float32Array => {
  const all = Float32Array.from({ length: SIZE }, (_, i) => (i % 1000) / 1000);
  if (place !== undefined) all[place] = value;
  return all;
};

describe('large tensors that a kernel made', () => {
  test.each([
    ['in the first block', 0, 5],
    ['in the middle', 123456, 5],
    ['after the last whole block', SIZE - 1, 5],
    ['a NaN', 4096, NaN],
    ['an infinity', 4095, Infinity],
  ])('one mismatch is found: %s', (_, place, value) => {
    const [actual, expected] = [kernelMade(values(place, value)), kernelMade(values())];
    const before = tf.memory().numTensors;
    const { details, pass } = checkAllClose(actual, expected);
    expect(tf.memory().numTensors).toBe(before);
    expect(pass).toBe(false);
    expect(details.failures).toMatchObject([{ mismatched: 1, first: [{ index: [place], actual: value }] }]);
    tf.dispose([actual, expected]);
  });

  test('many mismatches all over are counted exactly', () => {
    const wrong = values().map((value, i) => (i % 5000 === 0 ? value + 1 : value));
    const [actual, expected] = [kernelMade(wrong), kernelMade(values())];
    const { details } = checkAllClose(actual, expected);
    expect(details.failures).toMatchObject([{ mismatched: Math.ceil(SIZE / 5000) }]);
    tf.dispose([actual, expected]);
  });

  test('the sign of a zero, a subnormal number and an equal NaN are judged by the rule', () => {
    const [zero, negative, subnormal, nan] = [0, -0, 1e-40, NaN].map((value) => kernelMade(values(9, value)));
    expect(checkAllEqual(negative, zero).pass).toBe(true);
    expect(checkAllEqual(negative, zero, { signedZero: true }).pass).toBe(false);
    expect(checkAllEqual(subnormal, zero).pass).toBe(false);
    expect(checkAllEqual(nan, nan).pass).toBe(false);
    expect(checkAllEqual(nan, nan, { equalNaN: true }).pass).toBe(true);
    tf.dispose([zero, negative, subnormal, nan] as tf.Tensor[]);
  });

  test('equal ones are not copied as a whole', () => {
    const [actual, expected] = [kernelMade(values()), kernelMade(values())];
    const read = vi.spyOn(tf.backend() as unknown as { readSync(id: object): ArrayLike<number> }, 'readSync');
    expect(checkAllClose(actual, expected).pass).toBe(true);
    const lengths = read.mock.results.map(({ value }) => (value as ArrayLike<number>).length);
    read.mockRestore();
    expect(Math.max(...lengths)).toBeLessThan(100);
    tf.dispose([actual, expected]);
  });
});

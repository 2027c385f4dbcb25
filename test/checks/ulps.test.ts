import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { checkUlps } from '../../src/checks/ulps.ts';
import { ArgumentError, SubjectError } from '../../src/errors.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest();

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const tiny = 2 ** -149;
const largest = 3.4028234663852886e38;

test.each<[name: string, actual: number, expected: number, ulps: number]>([
  ['a number and itself', 1, 1, 0],
  ['neighbours at 1', 1 + 2 ** -23, 1, 1],
  ['neighbours below 1', 1 - 2 ** -24, 1, 1],
  ['at a large number', 1e30, Math.fround(1e30) + 2 ** 76 * 3, 3],
  ['both zeros', -0, 0, 0],
  ['0 and the smallest number', 0, tiny, 1],
  ['across 0', -tiny, tiny, 2],
  ['the largest and its neighbour', largest, largest - 2 ** 104, 1],
])('%s', (_, actual, expected, ulps) => {
  expect(checkUlps(tf.scalar(actual), tf.scalar(expected), ulps).pass).toBe(true);
  if (ulps === 0) return;
  const result = checkUlps(tf.scalar(actual), tf.scalar(expected), ulps - 1);
  expect(result.pass).toBe(false);
  expect(result.details.failures).toMatchObject([{ wouldPass: { maxUlps: ulps } }]);
  expect(result.message()).toContain(`would pass with  ${ulps} ulps`);
});

test.each<[name: string, actual: () => tf.Tensor, expected: () => tf.Tensor, pass: boolean]>([
  [
    'Infinity is no neighbour of the largest number',
    () => tf.scalar(Infinity),
    () => tf.scalar(largest),
    false,
  ],
  ['Infinity and itself', () => tf.scalar(Infinity), () => tf.scalar(Infinity), true],
  ['NaN and itself', () => tf.scalar(NaN), () => tf.scalar(NaN), false],
  ['integers are compared exactly', () => tf.scalar(1, 'int32'), () => tf.scalar(2, 'int32'), false],
  ['equal integers', () => tf.scalar(1, 'int32'), () => tf.scalar(1, 'int32'), true],
  ['complex numbers, each part', () => tf.complex([1], [1]), () => tf.complex([1], [1 + 2 ** -23]), true],
])('%s', (_, actual, expected, pass) => {
  expect(checkUlps(actual(), expected(), 4).pass).toBe(pass);
});

test('NaN equals NaN where asked', () => {
  expect(checkUlps(tf.scalar(NaN), tf.scalar(NaN), 0, { equalNaN: true }).pass).toBe(true);
});

test.each([-1, 1.5, NaN, Infinity])('%d is no number of steps', (maxUlps) => {
  expect(() => checkUlps(tf.scalar(1), 1, maxUlps)).toThrow(ArgumentError);
});

test('strings are refused', () => {
  expect(() => checkUlps(tf.tensor1d(['a']), tf.tensor1d(['a']), 1)).toThrow(SubjectError);
});

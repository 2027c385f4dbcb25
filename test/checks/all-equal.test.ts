import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { checkAllEqual, type EqualOptions } from '../../src/checks/all-equal.ts';
import { ArgumentError } from '../../src/errors.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest();

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test.each<
  [name: string, actual: () => tf.Tensor, expected: () => unknown, given: EqualOptions, pass: boolean]
>([
  ['equal numbers', () => tf.tensor1d([1, 2]), () => [1, 2], {}, true],
  ['neighbouring floats', () => tf.scalar(1 + 2 ** -23), () => 1, {}, false],
  ['subnormal numbers', () => tf.scalar(1e-45), () => 0, {}, false],
  ['a decimal fraction, in float32', () => tf.scalar(0.1), () => 0.1, {}, true],
  ['-0 against 0', () => tf.scalar(-0), () => 0, {}, true],
  ['-0 against 0 where asked', () => tf.scalar(-0), () => 0, { signedZero: true }, false],
  ['NaN against NaN', () => tf.scalar(NaN), () => NaN, {}, false],
  ['NaN against NaN where asked', () => tf.scalar(NaN), () => NaN, { equalNaN: true }, true],
  ['infinities', () => tf.tensor1d([Infinity, -Infinity]), () => [Infinity, -Infinity], {}, true],
  ['another dtype', () => tf.scalar(1), () => tf.scalar(1, 'int32'), {}, false],
  ['another dtype, allowed', () => tf.scalar(1), () => tf.scalar(1, 'int32'), { checkDtype: false }, true],
  ['another shape', () => tf.ones([2, 3]), () => tf.ones([3, 2]), {}, false],
  ['complex numbers', () => tf.complex([1], [2]), () => tf.complex([1], [2]), {}, true],
  [
    'complex numbers, the sign of a zero where asked',
    () => tf.complex([1], [-0]),
    () => tf.complex([1], [0]),
    { signedZero: true },
    false,
  ],
  ['strings', () => tf.tensor1d(['a', 'b']), () => ['a', 'b'], {}, true],
  ['other strings', () => tf.tensor1d(['a', 'b']), () => ['a', 'c'], {}, false],
  ['one string for all', () => tf.tensor1d(['a', 'a']), () => 'a', {}, true],
  ['strings against numbers', () => tf.tensor1d(['1']), () => [1], { checkDtype: false }, false],
  ['booleans', () => tf.tensor1d([true, false]), () => [true, true], {}, false],
  ['no elements', () => tf.zeros([0, 3]), () => tf.zeros([0, 3]), {}, true],
])('%s', (_, actual, expected, given, pass) => {
  const result = checkAllEqual(actual(), expected(), given);
  expect(result.pass).toBe(pass);
  expect(result.message()).toMatch(pass ? / not to be equal/ : / to be equal, but/);
});

test('a tolerance is not an option', () => {
  expect(() => checkAllEqual(tf.scalar(1), 1, { atol: 1 } as object)).toThrow(ArgumentError);
});

import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkFinite } from '../../src/checks/finite.ts';
import { ArgumentError, SubjectError } from '../../src/errors.ts';
import { drawn, withTensor } from './drawn-values.ts';

describe('checkFinite', () => {
  test('agrees with Number.isFinite, and counts what is not', () => {
    fc.assert(
      fc.property(drawn(), (subject) => {
        const { pass, details } = withTensor(subject, (tensor) => checkFinite(tensor, { allowEmpty: true }));
        expect(pass).toBe(subject.values.every(Number.isFinite));
        expect(details.nan).toBe(subject.values.filter(Number.isNaN).length);
        expect(details.positiveInfinity).toBe(subject.values.filter((each) => each === Infinity).length);
        expect(details.negativeInfinity).toBe(subject.values.filter((each) => each === -Infinity).length);
        const finite = subject.values.filter(Number.isFinite);
        // + 0, since -0 and 0 are one number here
        expect(details.finiteRange?.map((each) => each + 0)).toEqual(
          finite.length === 0 ? undefined : [Math.min(...finite) + 0, Math.max(...finite) + 0],
        );
      }),
    );
  });

  test.each<[string, () => tf.Tensor, boolean]>([
    ['a scalar', () => tf.scalar(1), true],
    ['a NaN scalar', () => tf.scalar(NaN), false],
    ['rank 6', () => tf.ones([1, 2, 1, 2, 1, 2]), true],
    ['the largest float32', () => tf.scalar(3.4028234663852886e38), true],
    ['the smallest float32', () => tf.scalar(1.401298464324817e-45), true],
    ['int32', () => tf.tensor1d([1, -(2 ** 31), 2 ** 31 - 1], 'int32'), true],
    ['bool', () => tf.tensor1d([true, false], 'bool'), true],
    ['complex numbers', () => tf.complex([1, 2], [3, 4]), true],
    ['a NaN real part', () => tf.complex([1, NaN], [3, 4]), false],
    ['an infinite imaginary part', () => tf.complex([1, 2], [3, Infinity]), false],
    ['the result of a kernel', () => tf.tensor1d([1, 0]).log(), false],
  ])('judges %s', (_name, make, pass) => {
    tf.tidy(() => {
      expect(checkFinite(make()).pass).toBe(pass);
    });
  });

  test('counts a complex element once, as NaN when either part is', () => {
    tf.tidy(() => {
      const { details } = checkFinite(tf.complex([NaN, Infinity, Infinity], [Infinity, NaN, 1]));
      expect(details).toMatchObject({ nan: 2, positiveInfinity: 1, negativeInfinity: 0 });
      expect(details.notFinite.first.map(({ index }) => index)).toEqual([[0], [1], [2]]);
    });
  });

  test.each<[string, () => tf.Tensor, object, typeof ArgumentError | typeof SubjectError]>([
    ['no elements', () => tf.zeros([0, 0, 1]), {}, SubjectError],
    ['text', () => tf.tensor1d(['a']), {}, SubjectError],
    ['a misspelt option', () => tf.scalar(1), { allowEmty: true }, ArgumentError],
    ['a flag that is none', () => tf.scalar(1), { allowEmpty: 'yes' }, ArgumentError],
  ])('refuses %s', (_name, make, options, error) => {
    tf.tidy(() => {
      const subject = make();
      expect(() => checkFinite(subject, options)).toThrow(error);
    });
  });

  test('finds the slice that holds them all', () => {
    tf.tidy(() => {
      const [first, second] = [tf.ones([2, 4, 4, 1]), tf.fill([2, 4, 4, 1], NaN)];
      const check = checkFinite(tf.concat([first, second, first], 3));
      expect(check.details.notFinite.slice).toEqual([null, null, null, 1]);
      expect(check.message()).toContain('every element of [_, _, _, 1] (axis 3, the last), and no other');
    });
  });

  test('can be read after the tensor is gone', () => {
    const tensor = tf.tensor1d([1, NaN]);
    const check = checkFinite(tensor);
    tensor.dispose();
    expect(check.message()).toContain('1 of 2 elements');
    expect(structuredClone(check.details)).toEqual(check.details);
  });
});

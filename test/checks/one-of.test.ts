import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkOneOf, MOST_DISTINCT, type ElementValue } from '../../src/checks/one-of.ts';
import { ArgumentError, SubjectError } from '../../src/errors.ts';
import { drawn, element, withTensor } from './drawn-values.ts';

describe('checkOneOf', () => {
  test('agrees with Array.includes, and counts the others', () => {
    fc.assert(
      fc.property(drawn(), fc.array(element, { minLength: 1 }), (subject, values) => {
        const allowed = values.map(Math.fround);
        const { pass, details } = withTensor(subject, (tensor) =>
          checkOneOf(tensor, values, { allowEmpty: true }),
        );
        const others = subject.values.filter((each) => !allowed.includes(each));
        expect(pass).toBe(others.length === 0);
        expect(details.others.count).toBe(others.length);
        expect(details.otherValues.reduce((sum, { count }) => sum + count, 0)).toBe(others.length);
        for (const { value, count } of details.otherValues) {
          expect(others.filter((each) => each === value || Object.is(each, value))).toHaveLength(count);
        }
      }),
    );
  });

  test.each<[string, () => tf.Tensor, Iterable<ElementValue>, boolean]>([
    ['0.1 as float32 holds it', () => tf.scalar(0.1), [0.1], true],
    ['NaN where it is listed', () => tf.scalar(NaN), [NaN], true],
    ['NaN where it is not', () => tf.scalar(NaN), [0], false],
    ['-0 as 0', () => tf.scalar(-0), [0], true],
    ['booleans', () => tf.tensor1d([true, false], 'bool'), [true, false], true],
    ['booleans against one of them', () => tf.tensor1d([true, false], 'bool'), [true], false],
    ['int32', () => tf.tensor1d([1, 2], 'int32'), [1, 2, 3], true],
    ['text', () => tf.tensor1d(['cat', 'dog']), ['cat', 'dog'], true],
    ['other text', () => tf.tensor1d(['cat', 'cow']), ['cat', 'dog'], false],
    ['a Set', () => tf.tensor1d([0, 1]), new Set([0, 1]), true],
    ['a typed array', () => tf.tensor1d([0, 1]), Float32Array.of(0, 1), true],
    ['rank 6', () => tf.ones([1, 1, 2, 1, 1, 2]), [1], true],
  ])('judges %s', (_name, make, values, pass) => {
    tf.tidy(() => {
      expect(checkOneOf(make(), values).pass).toBe(pass);
    });
  });

  test.each<[string, () => tf.Tensor, unknown, typeof ArgumentError | typeof SubjectError]>([
    ['a bare number', () => tf.scalar(1), 1, ArgumentError],
    ['a string, which can be iterated too', () => tf.tensor1d(['a']), 'ab', ArgumentError],
    ['nothing', () => tf.scalar(1), undefined, ArgumentError],
    ['an empty list', () => tf.scalar(1), [], ArgumentError],
    ['text for numbers', () => tf.scalar(1), ['1'], ArgumentError],
    ['numbers for text', () => tf.tensor1d(['1']), [1], ArgumentError],
    ['bigints', () => tf.scalar(1), [1n], ArgumentError],
    ['a tensor', () => tf.scalar(1), { shape: [] }, ArgumentError],
    ['complex numbers', () => tf.complex([1], [1]), [1], SubjectError],
    ['no elements', () => tf.zeros([0]), [1], SubjectError],
  ])('refuses %s', (_name, make, values, error) => {
    tf.tidy(() => {
      const subject = make();
      expect(() => checkOneOf(subject, values as number[])).toThrow(error);
    });
  });

  test.each<[string, number[], number[], string | undefined]>([
    ['a mask that was never scaled', [0, 255, 255], [0, 1], 'a mask of 0 and 255'],
    ['rounded values', [0, 0.999999], [0, 1], 'computed and rounded'],
    ['255 among other values', [0, 255, 7], [0, 1], undefined],
    ['just other values', [0, 7], [0, 1], undefined],
  ])('gives a hint only where the values show it: %s', (_name, values, allowed, hint) => {
    withTensor({ shape: [values.length], values }, (tensor) => {
      const message = checkOneOf(tensor, allowed).message();
      if (hint === undefined) expect(message).not.toContain('hint');
      else expect(message).toContain(hint);
    });
  });

  test('stops to tell values apart in a tensor of noise, and says so', () => {
    const values = Array.from({ length: 3 * MOST_DISTINCT }, (_, at) => at + 1);
    const check = withTensor({ shape: [values.length], values }, (tensor) => checkOneOf(tensor, [0]));
    expect(check.details.otherValues).toHaveLength(MOST_DISTINCT);
    expect(check.details.moreValues).toBe(true);
    expect(check.details.others.count).toBe(values.length);
    expect(check.message()).toContain('more than 1,000 different values');
  });
});

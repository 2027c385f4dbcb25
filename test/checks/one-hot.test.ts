import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkOneHot, type OneHotOptions } from '../../src/checks/one-hot.ts';
import { ArgumentError, SubjectError } from '../../src/errors.ts';
import { drawn, naiveRows, withTensor } from './drawn-values.ts';

const few = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(0, 0, 0, 1, -0) },
  fc.constantFrom(0.5, 2, NaN, Infinity),
);

describe('checkOneHot', () => {
  test('agrees with counting ones and zeros, row by row', () => {
    fc.assert(
      fc.property(drawn(few, 1), fc.nat(), (subject, seed) => {
        fc.pre(subject.values.length > 0);
        const axis = seed % subject.shape.length;
        const { pass, details } = withTensor(subject, (tensor) => checkOneHot(tensor, { axis }));
        const kinds = naiveRows(subject, axis).map((row) => {
          if (row.some((each) => each !== 0 && each !== 1)) return 'other';
          const ones = row.filter((each) => each === 1).length;
          return ones === 0 ? 'zeros' : ones === 1 ? 'right' : 'many';
        });
        const count = (kind: string): number => kinds.filter((each) => each === kind).length;
        expect(details.zeroRows.count).toBe(count('zeros'));
        expect(details.manyHotRows.count).toBe(count('many'));
        expect(details.otherRows.count).toBe(count('other'));
        expect(pass).toBe(kinds.every((kind) => kind === 'right'));
      }),
    );
  });

  test('takes whatever tf.oneHot makes of labels in range', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4), { minLength: 1, maxLength: 20 }), (labels) => {
        tf.tidy(() => {
          expect(checkOneHot(tf.oneHot(tf.tensor1d(labels, 'int32'), 5)).pass).toBe(true);
          expect(checkOneHot(tf.oneHot(tf.tensor1d([...labels, 5], 'int32'), 5)).details).toMatchObject({
            zeroRows: { count: 1, first: [labels.length, null] },
            wrongRows: 1,
          });
        });
      }),
    );
  });

  test.each<[string, () => tf.Tensor, OneHotOptions, boolean]>([
    ['bool', () => tf.tensor2d([[true, false]], [1, 2], 'bool'), {}, true],
    [
      'classes on another axis',
      () =>
        tf.tensor2d([
          [1, 0],
          [0, 1],
          [0, 0],
        ]),
      { axis: 0 },
      true,
    ],
    ['rank 6', () => tf.ones([2, 1, 2, 1, 2, 1]), {}, true],
    ['almost one', () => tf.tensor1d([0, 1 - 2 ** -24]), {}, false],
    ['no rows, where that may be', () => tf.zeros([0, 3]), { allowEmpty: true }, true],
    ['rows of no class, even where that may be', () => tf.zeros([3, 0]), { allowEmpty: true }, false],
  ])('judges %s', (_name, make, options, pass) => {
    tf.tidy(() => {
      expect(checkOneHot(make(), options).pass).toBe(pass);
    });
  });

  test.each<[string, () => tf.Tensor, string | undefined]>([
    [
      'labels that count from 1',
      () => tf.oneHot(tf.tensor1d([1, 2, 3], 'int32'), 3),
      'labels that count from 1',
    ],
    ['a label out of range', () => tf.oneHot(tf.tensor1d([0, 2, 9], 'int32'), 3), 'not in [0, 3).'],
    ['class indices', () => tf.tensor1d([0, 2, 1], 'int32'), 'tf.oneHot(labels, depth)'],
    ['probabilities', () => tf.tensor2d([[0.1, 0.9]]), 'toSumTo(1, { axis: 1 })'],
    ['several labels', () => tf.tensor2d([[1, 1]]), 'toBeOneOf([0, 1])'],
    [
      'anything else',
      () =>
        tf.tensor2d([
          [3, -1],
          [1, 0],
        ]),
      undefined,
    ],
    ['all zeros', () => tf.zeros([2, 2]), undefined],
  ])('gives a hint only where the rows show it: %s', (_name, make, hint) => {
    tf.tidy(() => {
      const message = checkOneHot(make()).message();
      if (hint === undefined) expect(message).not.toContain('hint');
      else expect(message).toContain(hint);
    });
  });

  test.each<[string, () => tf.Tensor, object, typeof ArgumentError | typeof SubjectError]>([
    ['a scalar', () => tf.scalar(1), {}, SubjectError],
    ['complex numbers', () => tf.complex([1], [0]), {}, SubjectError],
    ['text', () => tf.tensor1d(['a']), {}, SubjectError],
    ['no elements', () => tf.zeros([0, 3]), {}, SubjectError],
    ['an axis that is not there', () => tf.zeros([2]), { axis: 3 }, ArgumentError],
    ['a misspelt option', () => tf.zeros([2]), { axes: 0 }, ArgumentError],
  ])('refuses %s', (_name, make, options, error) => {
    tf.tidy(() => {
      const subject = make();
      expect(() => checkOneHot(subject, options)).toThrow(error);
    });
  });
});

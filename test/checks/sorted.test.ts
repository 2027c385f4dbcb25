import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkSorted, type SortedOptions } from '../../src/checks/sorted.ts';
import { ArgumentError, SubjectError } from '../../src/errors.ts';
import { drawn, naiveRows, withTensor } from './drawn-values.ts';

const few = fc.constantFrom(0, 1, 1, 2, -0, -1, NaN, Infinity);

describe('checkSorted', () => {
  test('agrees with looking at every pair of neighbours', () => {
    const options = fc.record({ descending: fc.boolean(), strict: fc.boolean() });
    fc.assert(
      fc.property(drawn(few, 1), fc.nat(), options, (subject, seed, { descending, strict }) => {
        const axis = (seed % subject.shape.length) - subject.shape.length;
        const { pass, details } = withTensor(subject, (tensor) =>
          checkSorted(tensor, { axis, descending, strict, allowEmpty: true }),
        );
        const rows = naiveRows(subject, axis + subject.shape.length);
        const wrong = rows.map(
          (row) =>
            row.slice(1).filter((next, at) => {
              const [a, b] = descending ? [next, row[at] ?? NaN] : [row[at] ?? NaN, next];
              return !(strict ? a < b : a <= b);
            }).length,
        );
        expect(details.wrongPairs).toBe(wrong.reduce((sum, each) => sum + each, 0));
        expect(details.wrongRows).toBe(wrong.filter((each) => each > 0).length);
        expect(pass).toBe(details.wrongPairs === 0);
      }),
    );
  });

  test.each<[string, () => tf.Tensor, SortedOptions, boolean]>([
    ['one element', () => tf.tensor1d([1]), { strict: true }, true],
    ['one NaN, which has no neighbour', () => tf.tensor1d([NaN]), {}, true],
    ['equal neighbours', () => tf.tensor1d([1, 1]), {}, true],
    ['equal neighbours, strictly', () => tf.tensor1d([1, 1]), { strict: true }, false],
    ['0 and -0', () => tf.tensor1d([0, -0]), {}, true],
    ['infinities', () => tf.tensor1d([-Infinity, 0, Infinity]), { strict: true }, true],
    ['a NaN at the end', () => tf.tensor1d([1, 2, NaN]), {}, false],
    ['bool', () => tf.tensor1d([false, true], 'bool'), {}, true],
    ['rank 6', () => tf.range(0, 8).reshape([1, 2, 1, 2, 1, 2]), { axis: 1 }, true],
    ['the values of topk', () => tf.topk(tf.tensor1d([3, 1, 2]), 3).values, { descending: true }, true],
  ])('judges %s', (_name, make, options, pass) => {
    tf.tidy(() => {
      expect(checkSorted(make(), options).pass).toBe(pass);
    });
  });

  test.each<[string, number[], SortedOptions, string | undefined]>([
    ['the other order', [3, 2, 1], {}, '{ descending: true }'],
    ['the other order, descending', [1, 2], { descending: true }, '{ descending: false }'],
    ['only equal neighbours', [1, 1, 2], { strict: true }, 'without strict'],
    ['no order', [1, 3, 2], {}, undefined],
    ['a NaN', [1, NaN], {}, undefined],
  ])('gives a hint only where the order shows it: %s', (_name, values, options, hint) => {
    withTensor({ shape: [values.length], values }, (tensor) => {
      const message = checkSorted(tensor, options).message();
      if (hint === undefined) expect(message).not.toContain('hint');
      else expect(message).toContain(hint);
    });
  });

  test.each<[string, () => tf.Tensor, object, typeof ArgumentError | typeof SubjectError]>([
    ['a scalar', () => tf.scalar(1), {}, SubjectError],
    ['complex numbers', () => tf.complex([1], [1]), {}, SubjectError],
    ['text', () => tf.tensor1d(['a', 'b']), {}, SubjectError],
    ['no elements', () => tf.zeros([2, 0]), {}, SubjectError],
    ['an axis that is not there', () => tf.zeros([2]), { axis: -2 }, ArgumentError],
    ['a misspelt option', () => tf.zeros([2]), { descend: true }, ArgumentError],
    ['a flag that is none', () => tf.zeros([2]), { strict: 1 }, ArgumentError],
  ])('refuses %s', (_name, make, options, error) => {
    tf.tidy(() => {
      const subject = make();
      expect(() => checkSorted(subject, options)).toThrow(error);
    });
  });
});

import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkConstant, type ConstantOptions } from '../../src/checks/constant.ts';
import { ArgumentError, SubjectError } from '../../src/errors.ts';
import { drawn, naiveRows, withTensor } from './drawn-values.ts';

const few = fc.constantFrom(0, 0, 0, 1, -0, Infinity, NaN);

/** Whether all are equal, by the definition: each pair. */
function isConstant(row: readonly number[], equalNaN: boolean): boolean {
  const same = (a: number, b: number): boolean => a === b || (equalNaN && Number.isNaN(a) && Number.isNaN(b));
  return row.every((a) => row.every((b) => same(a, b)));
}

describe('checkConstant', () => {
  test('agrees with comparing every pair', () => {
    fc.assert(
      fc.property(drawn(few, 1), fc.option(fc.nat()), fc.boolean(), (subject, seed, equalNaN) => {
        const axis = seed === null ? undefined : seed % subject.shape.length;
        const { pass, details } = withTensor(subject, (tensor) =>
          checkConstant(tensor, { axis, equalNaN, allowEmpty: true }),
        );
        const rows = axis === undefined ? [subject.values] : naiveRows(subject, axis);
        const varying = rows.filter((row) => !isConstant(row, equalNaN)).length;
        expect(details.varyingRows).toBe(varying);
        expect(pass).toBe(varying === 0);
      }),
    );
  });

  test('refuses NaN both ways unless it is said how it counts', () => {
    fc.assert(
      fc.property(drawn(few), (subject) => {
        withTensor(subject, (tensor) => {
          const call = (): unknown => checkConstant(tensor, { allowEmpty: true });
          if (subject.values.some(Number.isNaN)) expect(call).toThrow(SubjectError);
          else expect(call).not.toThrow();
        });
      }),
    );
  });

  test.each<[string, () => tf.Tensor, ConstantOptions, boolean]>([
    ['a scalar', () => tf.scalar(3), {}, true],
    ['rank 6', () => tf.ones([2, 1, 2, 1, 2, 1]), {}, true],
    ['bool', () => tf.tensor1d([true, false], 'bool'), {}, false],
    ['values within atol', () => tf.tensor1d([1, 1.5]), { atol: 0.5 }, true],
    ['values beyond atol', () => tf.tensor1d([1, 1.5]), { atol: 0.25 }, false],
    ['equal infinities', () => tf.tensor1d([Infinity, Infinity]), {}, true],
    ['different infinities', () => tf.tensor1d([Infinity, -Infinity]), { atol: 1e30 }, false],
    [
      'rows that differ from each other',
      () =>
        tf.tensor2d([
          [1, 1],
          [2, 2],
        ]),
      { axis: 1 },
      true,
    ],
    [
      'the same rows down the columns',
      () =>
        tf.tensor2d([
          [1, 1],
          [2, 2],
        ]),
      { axis: 0 },
      false,
    ],
    ['complex numbers', () => tf.complex([1, 1], [2, 2]), {}, true],
    ['complex numbers that differ in one part', () => tf.complex([1, 1], [2, 3]), {}, false],
  ])('judges %s', (_name, make, options, pass) => {
    tf.tidy(() => {
      expect(checkConstant(make(), options).pass).toBe(pass);
    });
  });

  test('shows the row that varies most, and where', () => {
    tf.tidy(() => {
      const { details } = checkConstant(
        tf.tensor2d([
          [1, 2],
          [5, -4],
          [3, 3],
        ]),
        { axis: 1 },
      );
      expect(details).toMatchObject({
        rows: 3,
        varyingRows: 2,
        widest: {
          index: [1, null],
          minimum: { value: -4, index: [1, 1] },
          maximum: { value: 5, index: [1, 0] },
        },
      });
    });
  });

  test.each<[string, () => tf.Tensor, object, typeof ArgumentError | typeof SubjectError]>([
    ['text', () => tf.tensor1d(['a']), {}, SubjectError],
    ['no elements', () => tf.zeros([0]), {}, SubjectError],
    ['an axis that is not there', () => tf.zeros([2]), { axis: 1 }, ArgumentError],
    ['an axis of a scalar', () => tf.scalar(1), { axis: 0 }, ArgumentError],
    ['a negative tolerance', () => tf.zeros([2]), { atol: -1 }, ArgumentError],
    ['a misspelt option', () => tf.zeros([2]), { tol: 1 }, ArgumentError],
  ])('refuses %s', (_name, make, options, error) => {
    tf.tidy(() => {
      const subject = make();
      expect(() => checkConstant(subject, options)).toThrow(error);
    });
  });
});

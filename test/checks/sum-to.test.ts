import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkSumTo, type SumToOptions } from '../../src/checks/sum-to.ts';
import { ArgumentError, SubjectError } from '../../src/errors.ts';
import { drawn, naiveRows, withTensor } from './drawn-values.ts';

const small = fc.integer({ min: -2, max: 2 });

describe('checkSumTo', () => {
  test('agrees with sums taken one element at a time', () => {
    fc.assert(
      fc.property(drawn(small, 1), fc.nat(), small, (subject, seed, value) => {
        const axis = seed % subject.shape.length;
        const { pass, details } = withTensor(
          subject,
          (tensor) => checkSumTo(tensor, value, { axis, allowEmpty: true }),
          'int32',
        );
        const sums = naiveRows(subject, axis).map((row) => row.reduce((sum, each) => sum + each, 0));
        // Rows without elements have no copies to count; each sums to 0.
        const empty = subject.shape[axis] === 0;
        const wrong = empty ? (value === 0 ? 0 : details.rows) : sums.filter((sum) => sum !== value).length;
        expect(details.wrongRows).toBe(wrong);
        expect(pass).toBe(wrong === 0);
        if (!empty) expect(details.rows).toBe(sums.length);
      }),
    );
  });

  test('agrees with tf.sum over any axes', () => {
    fc.assert(
      fc.property(drawn(small, 1), fc.array(fc.nat(), { minLength: 1 }), (subject, seeds) => {
        fc.pre(subject.values.length > 0);
        const axes = [...new Set(seeds.map((seed) => seed % subject.shape.length))];
        withTensor(subject, (tensor) => {
          const sums = tf.tidy(() => tf.sum(tensor, axes).dataSync());
          const { details } = checkSumTo(tensor, 1, { axis: axes });
          expect(details.rows).toBe(sums.length);
          expect(details.wrongRows).toBe(sums.filter((sum) => sum !== 1).length);
          const [least, most] = details.sums ?? [];
          expect([least, most]).toEqual([Math.min(...sums), Math.max(...sums)]);
        });
      }),
    );
  });

  test.each<[string, () => tf.Tensor, number, SumToOptions, boolean]>([
    ['a scalar', () => tf.scalar(2), 2, {}, true],
    ['everything without an axis', () => tf.ones([2, 3]), 6, {}, true],
    ['rows along the last axis', () => tf.ones([2, 3]), 3, { axis: -1 }, true],
    ['columns', () => tf.ones([2, 3]), 2, { axis: 0 }, true],
    ['axes that are apart', () => tf.ones([2, 3, 5]), 10, { axis: [0, -1] }, true],
    ['rank 6', () => tf.ones([1, 2, 1, 2, 3, 1]), 4, { axis: [1, 3] }, true],
    ['an axis of size 1', () => tf.ones([4, 1]), 1, { axis: 1 }, true],
    ['bool', () => tf.tensor1d([true, true, false], 'bool'), 2, {}, true],
    [
      'a NaN',
      () =>
        tf.tensor2d([
          [1, 0],
          [NaN, 1],
        ]),
      1,
      { axis: 1 },
      false,
    ],
    ['infinities that cancel', () => tf.tensor1d([Infinity, -Infinity]), 0, {}, false],
    ['an infinity', () => tf.tensor1d([Infinity, 1]), 1, {}, false],
    ['int32 that is off by one', () => tf.tensor1d([1, 1], 'int32'), 3, {}, false],
    ['a difference within atol', () => tf.tensor1d([1, 1.5]), 2, { atol: 0.5 }, true],
    ['a difference beyond atol', () => tf.tensor1d([1, 1.5]), 2, { atol: 0.4 }, false],
    ['a difference within rtol', () => tf.tensor1d([1, 1.5]), 2, { rtol: 0.25 }, true],
    ['rtol alone, without the default atol', () => tf.scalar(1e-9), 0, { rtol: 1 }, false],
    ['labels out of range', () => tf.oneHot(tf.tensor1d([0, 3], 'int32'), 3), 1, { axis: -1 }, false],
    ['one percent too much', () => tf.tensor1d([0.5, 0.51]), 1, {}, false],
    ['1e-4 too much', () => tf.tensor1d([0.5, 0.5001]), 1, {}, false],
  ])('judges %s', (_name, make, value, options, pass) => {
    tf.tidy(() => {
      expect(checkSumTo(make(), value, options).pass).toBe(pass);
    });
  });

  test.each([2, 10, 1000, 100_000])(
    'leaves room for the rounding of a softmax over %i classes',
    (classes) => {
      tf.tidy(() => {
        const logits = tf.randomNormal([8, classes], 0, 10, 'float32', 7);
        expect(checkSumTo(tf.softmax(logits), 1, { axis: -1 }).pass).toBe(true);
        const naive = tf.exp(logits.div(4));
        expect(checkSumTo(naive.div(naive.sum(-1, true)), 1, { axis: -1 }).pass).toBe(true);
      });
    },
  );

  test('judges a mean of zero by the size of what was averaged', () => {
    tf.tidy(() => {
      const x = tf.randomNormal([4, 1000], 0, 100, 'float32', 7);
      expect(checkSumTo(x.sub(x.mean(-1, true)), 0, { axis: -1 }).pass).toBe(true);
      expect(checkSumTo(x.sub(x.mean(-1, true)).add(0.01), 0, { axis: -1 }).pass).toBe(false);
    });
  });

  test('adds up ten million elements without losing any', () => {
    tf.tidy(() => {
      // A float32 sum of ones would stop at 2^24.
      expect(checkSumTo(tf.ones([3 * 2 ** 23]), 3 * 2 ** 23, { rtol: 0, atol: 0 }).pass).toBe(true);
    });
  });

  test.each<[string, unknown, unknown, string]>([
    ['a NaN', NaN, {}, 'value must be a finite number'],
    ['an infinity', Infinity, {}, 'value must be a finite number'],
    ['text', '1', {}, 'value must be a finite number'],
    ['an axis that is not there', 1, { axis: 2 }, 'axis must be an integer from -2 to 1'],
    ['a fraction of an axis', 1, { axis: 0.5 }, 'axis must be an integer'],
    ['no axes', 1, { axis: [] }, 'got an empty array'],
    ['the same axis twice', 1, { axis: [1, -1] }, 'got axis 1 twice'],
    ['one bad axis among others', 1, { axis: [0, 7] }, 'axis[1] must be an integer'],
    ['a negative tolerance', 1, { atol: -1 }, 'atol must be a finite number from 0 up'],
    ['a misspelt option', 1, { dim: -1 }, "no option 'dim'"],
  ])('refuses %s', (_name, value, options, message) => {
    tf.tidy(() => {
      const subject = tf.ones([2, 2]);
      const call = (): unknown => checkSumTo(subject, value as number, options as SumToOptions);
      expect(call).toThrow(ArgumentError);
      expect(call).toThrow(message);
    });
  });

  test('refuses an axis of a scalar, complex numbers and no elements', () => {
    tf.tidy(() => {
      const [scalar, complex, empty] = [tf.scalar(1), tf.complex([1], [1]), tf.zeros([0, 2])];
      expect(() => checkSumTo(scalar, 1, { axis: 0 })).toThrow('a scalar has no axes');
      expect(() => checkSumTo(complex, 1)).toThrow(SubjectError);
      expect(() => checkSumTo(empty, 0)).toThrow(SubjectError);
    });
  });

  test.each<[string, () => tf.Tensor, SumToOptions, string | undefined]>([
    [
      'no axis',
      () => tf.softmax(tf.randomNormal([4, 3], 0, 1, 'float32', 1)),
      {},
      'to ask for that: { axis: 1 }',
    ],
    [
      'the wrong axis',
      () => tf.softmax(tf.randomNormal([4, 3], 0, 1, 'float32', 1)),
      { axis: 0 },
      'along axis 1 every row sums to 1',
    ],
    ['rows of zeros', () => tf.oneHot(tf.tensor1d([0, 3], 'int32'), 3), { axis: -1 }, 'all zeros'],
    [
      'logits',
      () =>
        tf.tensor2d([
          [-3, 2],
          [4, 1],
        ]),
      { axis: -1 },
      'logits without a softmax',
    ],
    [
      'rows that only cancel out',
      () =>
        tf.tensor2d([
          [1, 0],
          [1, -1],
        ]),
      { axis: -1 },
      'logits without a softmax',
    ],
    [
      'sigmoids',
      () =>
        tf.tensor2d([
          [0.9, 0.8],
          [0.1, 0.3],
        ]),
      { axis: -1 },
      undefined,
    ],
  ])('gives a hint only where the numbers show it: %s', (_name, make, options, hint) => {
    tf.tidy(() => {
      const message = checkSumTo(make(), 1, options).message();
      if (hint === undefined) expect(message).not.toContain('hint');
      else expect(message).toContain(hint);
    });
  });

  test('names the worst row, a NaN above all', () => {
    tf.tidy(() => {
      const rows = tf.tensor2d([
        [1, 0],
        [5, 5],
        [NaN, 1],
        [0, 1],
      ]);
      expect(checkSumTo(rows, 1, { axis: 1 }).details).toMatchObject({
        worst: { index: [2, null] },
        wrongRows: 2,
        nanRows: 1,
        sums: [1, 10],
      });
    });
  });
});

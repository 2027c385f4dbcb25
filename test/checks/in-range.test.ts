import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkInRange, type InRangeOptions } from '../../src/checks/in-range.ts';
import { ArgumentError, SubjectError } from '../../src/errors.ts';
import { drawn, withTensor } from './drawn-values.ts';

const EXCLUSIVE = [undefined, 'low', 'high', 'both'] as const;

describe('checkInRange', () => {
  test('agrees with the definition of an interval', () => {
    const bounds = fc
      .tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: 1, max: 5 }))
      .map(([low, width]) => [low, low + width] as const);
    fc.assert(
      fc.property(drawn(), bounds, fc.constantFrom(...EXCLUSIVE), (subject, [low, high], exclusive) => {
        const { pass, details } = withTensor(subject, (tensor) =>
          checkInRange(tensor, low, high, { exclusive, allowEmpty: true }),
        );
        const openLow = exclusive === 'low' || exclusive === 'both';
        const openHigh = exclusive === 'high' || exclusive === 'both';
        const isBelow = (each: number): boolean => (openLow ? each <= low : each < low);
        const isAbove = (each: number): boolean => (openHigh ? each >= high : each > high);
        expect(details.below).toBe(subject.values.filter(isBelow).length);
        expect(details.above).toBe(subject.values.filter(isAbove).length);
        expect(details.nan).toBe(subject.values.filter(Number.isNaN).length);
        expect(details.outside.count).toBe(details.below + details.above + details.nan);
        expect(pass).toBe(details.outside.count === 0);
        const numbers = subject.values.filter((each) => !Number.isNaN(each));
        if (numbers.length > 0) {
          expect((details.minimum?.value ?? NaN) + 0).toBe(Math.min(...numbers) + 0);
          expect((details.maximum?.value ?? NaN) + 0).toBe(Math.max(...numbers) + 0);
        } else {
          expect(details.minimum).toBeUndefined();
        }
      }),
    );
  });

  test('takes what 0.1 becomes in float32 for 0.1, at both bounds', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e30, max: 1e30, noNaN: true }), (bound) => {
        const subject = { shape: [1], values: [bound] };
        withTensor(subject, (tensor) => {
          expect(checkInRange(tensor, bound, bound).pass).toBe(true);
          expect(checkInRange(tensor, bound, 1e31, { exclusive: 'low' }).pass).toBe(false);
        });
      }),
    );
  });

  test.each<[string, number[], [number, number, InRangeOptions?], boolean]>([
    ['NaN outside every range', [NaN], [-Infinity, Infinity], false],
    ['an infinity in a range without end', [Infinity], [0, Infinity], true],
    ['an infinity outside an open end', [Infinity], [0, Infinity, { exclusive: 'high' }], false],
    ['an infinity outside a finite range beyond float32', [Infinity], [0, 1e300], false],
    ['the largest float32 within it', [3.4028234663852886e38], [0, 1e300], true],
    ['-0 as 0', [-0], [0, 1], true],
    ['values that fill the range', [0, 1], [0, 1, { span: 1 }], true],
    ['values that fill half of it', [0.25, 0.75], [0, 1, { span: 0.5 }], true],
    ['values that fill too little', [0.25, 0.5], [0, 1, { span: 0.5 }], false],
    ['a constant that fills nothing', [0.5, 0.5], [0, 1, { span: 0.01 }], false],
    ['a span of nothing', [0.5, 0.5], [0, 1, { span: 0 }], true],
  ])('finds %s', (_name, values, bounds, pass) => {
    withTensor({ shape: [values.length], values }, (tensor) => {
      expect(checkInRange(tensor, ...bounds).pass).toBe(pass);
    });
  });

  test.each<[string, [unknown, unknown, unknown?], string]>([
    ['a NaN bound', [NaN, 1], 'low must be a number'],
    ['a text bound', [0, '1'], 'high must be a number'],
    ['a missing bound', [0, undefined], 'high must be a number'],
    ['bounds the wrong way round', [1, 0], 'the lower bound comes first: (0, 1)'],
    ['an empty open range', [1, 1, { exclusive: 'low' }], 'no number is in the range (1, 1]'],
    ['a misspelt option', [0, 1, { exclude: 'low' }], "did you mean 'exclusive'?"],
    ['an unknown bound', [0, 1, { exclusive: 'upper' }], "exclusive must be 'low' or 'high' or 'both'"],
    ['a span above 1', [0, 1, { span: 50 }], 'span must be a number from 0 to 1'],
    ['a NaN span', [0, 1, { span: NaN }], 'span must be a number from 0 to 1'],
    ['a span of a range without end', [0, Infinity, { span: 0.5 }], 'has no end'],
  ])('refuses %s', (_name, [low, high, options], message) => {
    withTensor({ shape: [2], values: [0, 1] }, (tensor) => {
      const call = (): unknown =>
        checkInRange(tensor, low as number, high as number, options as InRangeOptions);
      expect(call).toThrow(ArgumentError);
      expect(call).toThrow(message);
    });
  });

  test.each<[string, () => tf.Tensor]>([
    ['complex numbers', () => tf.complex([1], [1])],
    ['text', () => tf.tensor1d(['a'])],
    ['no elements', () => tf.zeros([3, 0])],
  ])('refuses %s', (_name, make) => {
    tf.tidy(() => {
      const subject = make();
      expect(() => checkInRange(subject, 0, 1)).toThrow(SubjectError);
    });
  });

  test.each<[string, number[], [number, number, InRangeOptions?], string | undefined]>([
    ['pixels', [0, 128, 255], [0, 1], 'never divided by 255'],
    ['pixels where [-1, 1] was asked', [0, 128, 255], [-1, 1], 'x / 127.5 - 1'],
    ['pixels divided twice', [0, 128 / 255 / 255, 1 / 255], [0, 1, { span: 0.5 }], 'divided by 255 twice'],
    ['inputs in [-1, 1]', [-1, 0.5, 1], [0, 1], 'the range of tanh'],
    ['whole numbers that may be labels', [0, 3, 9], [0, 1], undefined],
    ['large values that are no pixels', [0, 128.5, 255], [0, 1], undefined],
    ['pixels beside NaN', [0, NaN, 255], [0, 1], undefined],
    ['pixels in another range', [0, 128, 255], [0, 2], undefined],
    ['all zeros', [0, 0], [0, 1, { span: 0.5 }], undefined],
  ])('gives a hint only where the values show it: %s', (_name, values, bounds, hint) => {
    withTensor({ shape: [values.length], values }, (tensor) => {
      const message = checkInRange(tensor, ...bounds).message();
      if (hint === undefined) expect(message).not.toContain('hint');
      else expect(message).toContain(hint);
    });
  });

  test('has details that are plain data', () => {
    const { details } = withTensor({ shape: [2, 2], values: [0, 1, 2, NaN] }, (tensor) =>
      checkInRange(tensor, 0, 1),
    );
    expect(structuredClone(details)).toEqual(details);
    expect(details.maximum).toEqual({ value: 2, index: [1, 0] });
  });
});

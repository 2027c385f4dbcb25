import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatCount,
  formatElement,
  formatNumber,
  formatRounded,
  formatShare,
} from '../../src/tensor/print-number.ts';

describe('formatNumber', () => {
  test.each([
    [Math.fround(0.1), 'float32', '0.1'],
    [Math.fround(1 / 3), 'float32', '0.33333334'],
    [1 + 2 ** -23, 'float32', '1.0000001'],
    [16777216, 'float32', '16777216'],
    [1e12, 'float32', '1e12'],
    [1e-5, 'float32', '1e-5'],
    [0.001, 'float32', '0.001'],
    [2 ** -149, 'float32', '1e-45'],
    [Math.fround(3.4028234e38), 'float32', '3.4028235e38'],
    [-0, 'float32', '-0'],
    [NaN, 'float32', 'NaN'],
    [-Infinity, 'float32', '-Infinity'],
    [2147483647, 'int32', '2147483647'],
    [1, 'bool', 'true'],
    [0, 'bool', 'false'],
    [2, 'bool', '2'],
  ])('%d as %s', (value, dtype, text) => {
    expect(formatNumber(value, dtype)).toBe(text);
  });

  test('reads back as the same float32', () => {
    fc.assert(
      fc.property(fc.float(), (value) => {
        expect(Math.fround(Number(formatNumber(value)))).toBe(value);
      }),
    );
  });

  test('reads back as the same int32', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(Number(formatNumber(value, 'int32'))).toBe(value);
      }),
    );
  });
});

test.each([
  [0.333333, 4, '0.3333'],
  [1.3e-6, 4, '1.3e-6'],
  [123456.7, 4, '123500'],
  [Infinity, 4, 'Infinity'],
])('formatRounded(%d, %d)', (value, digits, text) => {
  expect(formatRounded(value, digits)).toBe(text);
});

test.each([
  [1, 8, '12.5 %'],
  [3, 3, '100 %'],
  [9999, 10000, 'over 99.9 %'],
  [1, 1e7, '1e-5 %'],
  [2, 3, '66.7 %'],
])('formatShare(%d, %d)', (part, whole, text) => {
  expect(formatShare(part, whole)).toBe(text);
});

test('formatCount separates thousands', () => {
  expect(formatCount(12345678)).toBe('12,345,678');
});

test.each([
  [{ real: 1, imaginary: -2 }, 'complex64', '1 - 2i'],
  [{ real: 1.5, imaginary: NaN }, 'complex64', '1.5 + NaNi'],
  ['a "b"', 'string', '"a \\"b\\""'],
  [1, 'bool', 'true'],
])('formatElement(%j, %s)', (value, dtype, text) => {
  expect(formatElement(value, dtype)).toBe(text);
});

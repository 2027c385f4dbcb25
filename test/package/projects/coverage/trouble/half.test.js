import { expect, test } from 'vitest';
import { half, quarter } from './src/half.js';

test('half', () => {
  expect(half(2)).toBe(1);
});

test('quarter', () => {
  expect(quarter(4)).toBe(1);
});

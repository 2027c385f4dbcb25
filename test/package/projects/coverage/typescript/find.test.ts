import { expect, test } from 'vitest';
import { find } from './src/loops.ts';

test('find', () => {
  expect(find([1, 2, 3], 2)).toBe(1);
});

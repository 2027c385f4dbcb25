import { expect, test } from 'vitest';

test('loads nothing', () => {
  expect(1).toBe(1);
});

import { expect, test } from 'vitest';
import { flag } from '../shared/flag.ts';

test('off', () => {
  expect(flag()).toBe('off');
});

import { expect, test } from 'vitest';
import { flag } from '../shared/flag.ts';

test('on', () => {
  expect(flag()).toBe('on');
});

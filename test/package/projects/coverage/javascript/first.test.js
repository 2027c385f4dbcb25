import { expect, test } from 'vitest';
import Secret, { count, load, pick, third } from './src/first.js';
import { look } from './src/crlf.js';
import { named } from './src/with space/ünï.js';

test('javascript', async () => {
  expect(pick({ y: 1 })).toBe(1);
  expect(await third(2)).toBe('two');
  expect([...count(2)]).toEqual([0, 1]);
  expect(await load('one')).toBe('plugin');
  expect(look('c')).toBe(null);
  expect(named(2)).toBe(2);
  expect(Secret.reveal()).toBe(1);
});

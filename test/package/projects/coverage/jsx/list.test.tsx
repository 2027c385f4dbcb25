import { expect, test } from 'vitest';
import { h } from './src/h.ts';
import { List } from './src/list.tsx';

test('a list', () => {
  expect(List({ items: ['a'] }).children).toHaveLength(1);
  expect(h('p', null).tag).toBe('p');
});

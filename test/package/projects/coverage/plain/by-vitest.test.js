import { test } from 'vitest';

test('the same', async () => {
  await import('./by-node.js');
});

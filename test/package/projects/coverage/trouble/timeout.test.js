import { test } from 'vitest';
import { quarter } from './src/half.js';

test('never ends', async () => {
  quarter(1);
  await new Promise(() => undefined);
}, 200);

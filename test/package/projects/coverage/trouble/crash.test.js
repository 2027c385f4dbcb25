import { test } from 'vitest';
import { quarter } from './src/half.js';

test('ends its worker', () => {
  quarter(1);
  process.kill(process.pid, 'SIGKILL');
});

import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { double } from './src/double.js';

test('in this process', () => {
  expect(double(2)).toBe(4);
});

test('as a command', () => {
  expect(execFileSync(process.execPath, ['src/cli.js', 'x'], { encoding: 'utf8' })).toBe('not a number\n');
});

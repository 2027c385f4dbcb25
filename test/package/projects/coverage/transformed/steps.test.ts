import { expect, test } from 'vitest';
import { step } from './src/steps.ts';

test('a step', () => {
  expect(step(1)).toBe(2);
});

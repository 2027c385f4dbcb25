import { expect, test } from 'vitest';
import { fillNodeGaps } from '../../src/backend/node-gaps.ts';

test('gives back isNullOrUndefined where it is gone, without showing it', () => {
  const util: { isNullOrUndefined?: (value: unknown) => boolean } = {};
  fillNodeGaps(util);
  expect([null, undefined, 0, ''].map((value) => util.isNullOrUndefined?.(value))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(Object.keys(util)).toEqual([]);
});

test('leaves the one that Node has alone', () => {
  const isNullOrUndefined = (): boolean => true;
  const util = { isNullOrUndefined };
  fillNodeGaps(util);
  expect(util.isNullOrUndefined).toBe(isNullOrUndefined);
});

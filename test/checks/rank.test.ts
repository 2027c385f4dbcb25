import { describe, expect, test } from 'vitest';
import { checkRank } from '../../src/checks/rank.ts';
import { ArgumentError, SubjectError } from '../../src/errors.ts';
import type { HasShape } from '../../src/checks/has-shape.ts';

const tensor = (shape: readonly number[]): HasShape => ({ shape, dtype: 'float32' });

describe('checkRank', () => {
  test.each([
    ['a scalar', [], 0, true],
    ['a matrix', [2, 3], 2, true],
    ['no elements', [0, 3], 2, true],
    ['rank 6', [1, 1, 1, 1, 1, 1], 6, true],
    ['one too many', [2, 3], 1, false],
    ['one too few', [2], 2, false],
  ])('%s', (_, shape, rank, pass) => {
    expect(checkRank(tensor(shape), rank)).toMatchObject({
      pass,
      details: { rank: shape.length, expected: rank },
    });
  });

  test('says how many axes there are', () => {
    expect(checkRank(tensor([2]), 2).message()).toBe('the tensor has 1 axis, expected 2 axes\n  float32[2]');
    expect(checkRank(tensor([2]), 1).message()).toBe(
      'the tensor has rank 1, which it should not\n  float32[2]',
    );
  });

  test.each([-1, 1.5, NaN, Infinity, '2', null, undefined])('refuses the rank %s', (rank) => {
    const check = (): unknown => checkRank(tensor([2]), rank as number);
    expect(check).toThrow(ArgumentError);
    expect(check).toThrow(expect.objectContaining({ argument: 'rank', actual: rank }));
  });

  test('refuses what has no shape', () => {
    expect(() => checkRank(undefined as unknown as HasShape, 1)).toThrow(SubjectError);
  });
});

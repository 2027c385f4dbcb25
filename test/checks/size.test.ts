import { describe, expect, test } from 'vitest';
import { checkSize } from '../../src/checks/size.ts';
import { ArgumentError, SubjectError } from '../../src/errors.ts';
import type { HasShape } from '../../src/checks/has-shape.ts';

const tensor = (shape: readonly number[]): HasShape => ({ shape, dtype: 'int32' });

describe('checkSize', () => {
  test.each([
    ['a scalar has one element', [], 1, true],
    ['the product of the sizes', [2, 3, 4], 24, true],
    ['no elements', [2, 0, 4], 0, true],
    ['another number', [2, 3], 5, false],
  ])('%s', (_, shape, size, pass) => {
    expect(checkSize(tensor(shape), size)).toMatchObject({ pass, details: { shape, expected: size } });
  });

  test('shows the product', () => {
    expect(checkSize(tensor([2, 3]), 5).message()).toBe(
      'the tensor has 6 elements, expected 5\n  int32[2, 3]: 2 × 3 = 6',
    );
    expect(checkSize(tensor([]), 1).message()).toBe(
      'the tensor has 1 element, which it should not\n  int32[]',
    );
  });

  test.each([-1, 1.5, NaN, '2', null, undefined])('refuses the size %s', (size) => {
    const check = (): unknown => checkSize(tensor([2]), size as number);
    expect(check).toThrow(ArgumentError);
    expect(check).toThrow(expect.objectContaining({ argument: 'size', actual: size }));
  });

  test('refuses what has no shape', () => {
    expect(() => checkSize({} as HasShape, 1)).toThrow(SubjectError);
  });
});

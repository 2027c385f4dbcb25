import { describe, expect, test } from 'vitest';
import { checkSameShape } from '../../src/checks/same-shape.ts';
import { SubjectError } from '../../src/errors.ts';
import type { HasShape } from '../../src/checks/has-shape.ts';

const tensor = (shape: readonly number[]): HasShape => ({ shape, dtype: 'float32' });

describe('checkSameShape', () => {
  test.each([
    ['scalars', [], [], true, []],
    ['equal', [2, 3], [2, 3], true, []],
    ['no elements', [0, 3], [0, 3], true, []],
    ['one axis', [2, 3], [2, 4], false, [1]],
    ['two axes', [2, 3], [3, 2], false, [0, 1]],
    ['1 does not broadcast', [2, 3], [2, 1], false, [1]],
    ['another rank', [2, 3], [2, 3, 1], false, []],
    ['the same elements in another rank', [6], [2, 3], false, []],
  ])('%s', (_, actual, expected, pass, differingAxes) => {
    expect(checkSameShape(tensor(actual), tensor(expected))).toMatchObject({
      pass,
      details: { actual, expected, differingAxes },
    });
    // a bare shape does as well
    expect(checkSameShape(tensor(actual), expected).pass).toBe(pass);
  });

  test('says where they differ', () => {
    expect(checkSameShape(tensor([2, 3, 4]), tensor([2, 4, 3])).message()).toMatchInlineSnapshot(`
      "the shapes differ: axis 1 is 3, expected 4 (and 1 more)
        actual    float32[2, 3, 4]
        expected  float32[2, 4, 3]"
    `);
    expect(checkSameShape(tensor([2]), [2, 4]).message()).toMatchInlineSnapshot(`
      "the shapes differ in rank: 1 axis, expected 2
        actual    float32[2]
        expected  [2, 4]"
    `);
    expect(checkSameShape(tensor([2]), [2]).message()).toMatchInlineSnapshot(`
      "the shapes are the same, which they should not be
        actual    float32[2]
        expected  [2]"
    `);
  });

  test('refuses what has no shape, and says which of the two', () => {
    expect(() => checkSameShape({} as HasShape, [2])).toThrow(
      expect.objectContaining({ argument: 'actual' }),
    );
    expect(() => checkSameShape(tensor([2]), [null] as never)).toThrow(
      expect.objectContaining({ argument: 'expected' }),
    );
    expect(() => checkSameShape(tensor([2]), 3 as never)).toThrow(SubjectError);
  });
});

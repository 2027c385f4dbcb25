import fc from 'fast-check';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { checkBroadcast } from '../../src/checks/broadcast.ts';
import { SubjectError } from '../../src/errors.ts';
import type { HasShape } from '../../src/checks/has-shape.ts';

const tensor = (shape: readonly number[]): HasShape => ({ shape, dtype: 'float32' });

describe('checkBroadcast', () => {
  test.each([
    ['equal shapes', [2, 3], [2, 3], [2, 3], null],
    ['a scalar with anything', [], [2, 3], [2, 3], null],
    ['a row with a matrix', [3], [2, 3], [2, 3], null],
    ['a column with a row', [2, 1], [1, 3], [2, 3], null],
    ['predictions with labels, seldom meant', [8, 1], [8], [8, 8], null],
    ['no elements with 1', [0, 3], [1, 3], [0, 3], null],
    ['no elements with a size', [0], [3], null, -1],
    ['the last axis', [2, 3], [2, 4], null, -1],
    ['an earlier axis', [2, 3], [4, 3], null, -2],
    ['the last of two axes', [2, 3], [4, 5], null, -1],
  ])('%s', (_, actual, other, result, axis) => {
    const pass = result !== null;
    const details = { actual, other, result, axis };
    expect(checkBroadcast(tensor(actual), tensor(other))).toMatchObject({ pass, details });
    expect(checkBroadcast(tensor(actual), other)).toMatchObject({ pass, details });
    expect(checkBroadcast(tensor(other), actual)).toMatchObject({ pass, details: { result, axis } });
  });

  test('agrees with TensorFlow.js', () => {
    const shape = fc.array(fc.constantFrom(0, 1, 2, 3), { maxLength: 4 });
    fc.assert(
      fc.property(shape, shape, (left, right) => {
        let result: number[] | null = null;
        try {
          result = tf.broadcast_util.assertAndGetBroadcastShape(left, right);
        } catch {
          // they don't broadcast
        }
        expect(checkBroadcast(tensor(left), right).details.result).toEqual(result);
      }),
    );
  });

  test('says which axes disagree', () => {
    expect(checkBroadcast(tensor([8, 3]), [4, 8]).message()).toMatchInlineSnapshot(`
      "the shapes do not broadcast: axis 1 is 3, axis 1 of the other is 8, and neither is 1
        actual  float32[8, 3]
        other   [4, 8]"
    `);
    expect(checkBroadcast(tensor([8, 1]), tensor([8])).message()).toMatchInlineSnapshot(`
      "the shapes broadcast to [8, 8], which they should not
        actual  float32[8, 1]
        other   float32[8]"
    `);
  });

  test('refuses what has no shape', () => {
    expect(() => checkBroadcast({} as HasShape, [2])).toThrow(SubjectError);
    expect(() => checkBroadcast(tensor([2]), undefined as never)).toThrow(
      expect.objectContaining({ argument: 'other' }),
    );
  });
});

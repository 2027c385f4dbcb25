import { expect, test } from 'vitest';
import { moveSlot, normalizeSlot, slotOf } from '../../../src/arbitraries/tensors/slot-draw.ts';

test.each<[string, Parameters<typeof moveSlot>, readonly [at: readonly number[], values: readonly number[]]]>(
  [
    [
      'the least simple of those that meet stays',
      [{ fill: 0, at: undefined, values: [1, NaN, 2] }, [3], [1]],
      [[0], [NaN]],
    ],
    [
      'what is still inside stays where it is',
      [{ fill: 0, at: [0, 4], values: [7, 8] }, [2, 3], [2, 2]],
      [
        [0, 3],
        [7, 8],
      ],
    ],
    ['what isn’t moves to the last place', [{ fill: 0, at: [5], values: [7] }, [2, 3], [1, 2]], [[1], [7]]],
    ['axes go and come at the front', [{ fill: 0, at: [5], values: [7] }, [2, 3], [3]], [[2], [7]]],
    ['a wider shape keeps them', [{ fill: 0, at: [3], values: [7] }, [2, 2], [2, 3]], [[4], [7]]],
    ['an empty shape has none', [{ fill: 0, at: [3], values: [7] }, [2, 2], [0, 3]], [[], []]],
  ],
)('%s', (_, parameters, [at, values]) => {
  const moved = moveSlot(...parameters);
  expect(moved.at).toEqual(at);
  expect(Array.from(moved.values)).toEqual(values);
});

test('a tensor is read as its majority and the others', () => {
  const data = Float32Array.from([0, -0, 0, NaN]);
  expect(slotOf({ dtype: 'float32', shape: [4], data })).toEqual({ fill: 0, at: [1, 3], values: [-0, NaN] });
});

test('the only element of a tensor is its fill', () => {
  expect(normalizeSlot({ fill: 0, at: undefined, values: [7] }, 1, 0)).toEqual({
    fill: 7,
    at: [],
    values: [],
  });
});

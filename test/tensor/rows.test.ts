import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowsAlong } from '../../src/tensor/rows.ts';

/** The places of a row's elements, in the order in which it is walked. */
function placesOf(shape: readonly number[], axes: readonly number[]): number[][] {
  const rows = rowsAlong(shape, axes);
  return Array.from({ length: rows.count }, (_, row) => {
    const places: number[] = [];
    rows.forEachPiece(row, (start, stride, length) => {
      for (let step = 0; step < length; step += 1) places.push(start + step * stride);
    });
    return places;
  });
}

describe('rowsAlong', () => {
  test.each<[string, number[], number[], number[][]]>([
    [
      'the last axis',
      [2, 3],
      [1],
      [
        [0, 1, 2],
        [3, 4, 5],
      ],
    ],
    [
      'the first axis',
      [2, 3],
      [0],
      [
        [0, 3],
        [1, 4],
        [2, 5],
      ],
    ],
    ['all axes', [2, 2], [0, 1], [[0, 1, 2, 3]]],
    [
      'axes that are apart',
      [2, 2, 2],
      [0, 2],
      [
        [0, 1, 4, 5],
        [2, 3, 6, 7],
      ],
    ],
    ['no axis', [2], [], [[0], [1]]],
    ['a scalar', [], [], [[0]]],
    ['an axis of size 1', [2, 1], [1], [[0], [1]]],
    ['an axis of size 0', [2, 0], [1], [[], []]],
    ['no rows', [0, 2], [1], []],
  ])('walks along %s', (_name, shape, axes, expected) => {
    expect(placesOf(shape, axes)).toEqual(expected);
  });

  test('walks over every element exactly once, in rows of one length', () => {
    const tensors = fc
      .array(fc.nat(4), { maxLength: 6 })
      .chain((shape) => fc.tuple(fc.constant(shape), fc.subarray([...shape.keys()])));
    fc.assert(
      fc.property(tensors, ([shape, axes]) => {
        const size = shape.reduce((product, each) => product * each, 1);
        const rows = rowsAlong(shape, axes);
        const places = placesOf(shape, axes);
        expect(places.flat().sort((a, b) => a - b)).toEqual(
          Array.from({ length: size }, (_, place) => place),
        );
        for (const row of places) {
          expect(row).toHaveLength(rows.length);
          expect(row).toEqual([...row].sort((a, b) => a - b));
        }
      }),
    );
  });

  test('gives every row an index of its own, open on the axes along it', () => {
    const rows = rowsAlong([2, 3, 4], [1]);
    expect(rows.indexOf(0)).toEqual([0, null, 0]);
    expect(rows.indexOf(5)).toEqual([1, null, 1]);
    const indices = Array.from({ length: rows.count }, (_, row) => rows.indexOf(row).join());
    expect(new Set(indices).size).toBe(8);
  });
});

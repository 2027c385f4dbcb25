import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coordinatesOf } from '../../src/tensor/comparison/coordinates.ts';
import { collectWhereabouts } from '../../src/tensor/whereabouts.ts';

function summaryOf(
  shape: readonly number[],
  places: readonly number[],
): ReturnType<ReturnType<typeof collectWhereabouts>['summary']> {
  const collector = collectWhereabouts(shape);
  for (const place of places) collector.add(place, place);
  return collector.summary();
}

describe('collectWhereabouts', () => {
  test('finds the axes on which all elements agree', () => {
    const marked = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }).chain((shape) => {
      const size = shape.reduce((product, each) => product * each, 1);
      return fc.tuple(fc.constant(shape), fc.subarray(Array.from({ length: size }, (_, place) => place)));
    });
    fc.assert(
      fc.property(marked, ([shape, places]) => {
        const { count, first, slice, sliceSize } = summaryOf(shape, places);
        expect(count).toBe(places.length);
        expect(first.map(({ value }) => value)).toEqual(places.slice(0, 5));
        const indices = places.map((place) => coordinatesOf(place, shape));
        const shared = shape.map((size, axis) => {
          const [at, ...others] = new Set(indices.map((index) => index[axis]));
          return size > 1 && others.length === 0 ? (at ?? null) : null;
        });
        const part = shape
          .filter((_, axis) => shared[axis] === null)
          .reduce((product, each) => product * each, 1);
        const telling = shared.some((at) => at !== null) && (count > 2 || (count === 2 && part === 2));
        expect(slice).toEqual(telling ? shared : undefined);
        expect(sliceSize).toBe(telling ? part : undefined);
      }),
    );
  });

  test.each<[string, number[], number[]]>([
    ['a single element', [4, 4], [5]],
    ['two of many, which may be chance', [4, 4], [4, 6]],
    ['elements on every axis', [2, 2], [0, 3]],
    ['axes of size 1', [1, 3, 1], [0, 1, 2]],
    ['nothing', [2, 2], []],
  ])('makes no slice of %s', (_name, shape, places) => {
    expect(summaryOf(shape, places).slice).toBeUndefined();
  });
});

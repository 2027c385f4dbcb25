import { conv2d, zeros, type Rank } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  axes,
  axis,
  broadcastableShapes,
  indicesInto,
  mutuallyBroadcastableShapes,
  paddingAndStride,
  permutation,
  shape,
  shapeMatching,
  sliceOf,
} from '../../src/arbitraries/index.ts';
import { Environment, matchShape, parseShapeSpec } from '../../src/tensor/shape-spec/index.ts';
import { broadcastSizes } from '../../src/tensor/shape-spec/index.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest();

function simplest<Value>(
  arbitrary: fc.Arbitrary<Value>,
  holds: (value: Value) => boolean,
): Value | undefined {
  return fc.check(fc.property(arbitrary, holds), { seed: 1, numRuns: 1000 }).counterexample?.[0];
}

test.each([
  '',
  '3',
  'b h w 3',
  'n n',
  '... c',
  '*b n *b',
  '#h h',
  'h 2*h+1',
  'h//2 h',
  'rows=3 _ _',
  '(h+1)*w h w',
  '#*b 2',
  'n-3 n',
])("shapes that match '%s' do", (spec) => {
  fc.assert(
    fc.property(shapeMatching(spec), (sizes) => {
      expect(matchShape(sizes, parseShapeSpec(spec), new Environment()).matches).toBe(true);
    }),
    { seed: 1 },
  );
});

test('bindings fix sizes and runs', () => {
  fc.assert(
    fc.property(shapeMatching('*batch n m', { bindings: { batch: [2, 3], n: 7 } }), (sizes) => {
      expect(sizes.slice(0, 3)).toEqual([2, 3, 7]);
    }),
  );
});

test('shapes of any rank shrink to the fewest and smallest axes', () => {
  expect(simplest(shape(), (sizes) => sizes.length < 2)).toEqual([1, 1]);
  expect(
    simplest(shape(), (sizes) => sizes.reduce((a, b) => a * b, 1) < 20)?.reduce((a, b) => a * b, 1),
  ).toBeLessThanOrEqual(24);
  expect(simplest(shape({ minSize: 0 }), () => false)).toEqual([]);
});

test.each([
  [() => shape({ minRank: 3, maxRank: 1 }), 'shape: minRank must be at most maxRank, got 3 and 1.'],
  [() => shape({ maxRank: 7 }), 'shape: maxRank must be at most 6, got 7.'],
  [() => shape({ minSize: -1 }), 'shape: minSize must be a whole number from 0'],
  [() => shapeMatching('n n-9'), "shapeMatching: no shapes satisfy 'n n-9' with sizes from 1 to 8"],
  [() => shapeMatching('b [3]'), 'shape spec: expected an axis'],
  [() => axis([]), 'axis: shape must be a list of at least one size'],
  [() => sliceOf([0, 3]), 'sliceOf: shape must be a list of sizes from 1 up, got [0, 3].'],
  [() => broadcastableShapes('2 3' as never), 'broadcastableShapes: shape must be a list of sizes'],
])('refused: %s', (make, sentence) => {
  expect(make).toThrow(sentence);
});

describe('what broadcasts', () => {
  test('with a shape', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(broadcastableShapes([2, 1, 3]), (other) => {
        const result = broadcastSizes([2, 1, 3], other);
        expect(result?.length).toBe(3);
        seen.add(other.map((size) => (size === 1 ? '1' : 'n')).join(' '));
      }),
      { seed: 1, numRuns: 500 },
    );
    for (const kind of ['', '1', 'n', 'n n', '1 n', 'n n n', '1 1 1']) expect(seen).toContain(kind);
  });

  test('with each other', () => {
    let different = 0;
    fc.assert(
      fc.property(
        mutuallyBroadcastableShapes({ count: 3 }),
        ({ shapes: [a = [], b = [], c = []], result }) => {
          expect(broadcastSizes(broadcastSizes(a, b) ?? [-1], c)).toEqual(result);
          if (a.length !== b.length) different += 1;
        },
      ),
      { seed: 1 },
    );
    expect(different).toBeGreaterThan(5);
  });
});

test('axes and orders are those of the shape', () => {
  const seen = new Set<number>();
  fc.assert(
    fc.property(
      axis([4, 5, 6]),
      axes([4, 5, 6]),
      permutation([4, 5, 6]),
      permutation(4),
      (one, some, order, samples) => {
        seen.add(one);
        const positive = some.map((each) => (each < 0 ? each + 3 : each));
        expect(new Set(positive).size).toBe(some.length);
        expect([...order].sort()).toEqual([0, 1, 2]);
        expect([...samples].sort()).toEqual([0, 1, 2, 3]);
      },
    ),
    { seed: 1, numRuns: 200 },
  );
  expect([...seen].sort((a, b) => a - b)).toEqual([-3, -2, -1, 0, 1, 2]);
  expect(simplest(axis([4, 5]), () => false)).toBe(0);
});

test('slices and indices lie inside', () => {
  fc.assert(
    fc.property(sliceOf([4, 1, 6]), indicesInto([4, 1, 6]), ({ begin, size }, index) => {
      for (const [i, length] of [4, 1, 6].entries()) {
        expect(size[i]).toBeGreaterThanOrEqual(1);
        expect((begin[i] ?? 0) + (size[i] ?? 0)).toBeLessThanOrEqual(length);
        expect(index[i]).toBeLessThan(length);
      }
    }),
    { seed: 1 },
  );
  expect(simplest(sliceOf([4, 5]), () => false)).toEqual({ begin: [0, 0], size: [1, 1] });
});

test('a window has the output that it says', () => {
  fc.assert(
    fc.property(paddingAndStride(), ({ inputSize, filterSize, stride, dilation, padding, outputSize }) => {
      const image = zeros<Rank.R4>([1, inputSize, inputSize, 1]);
      const filter = zeros<Rank.R4>([filterSize, filterSize, 1, 1]);
      expect(conv2d(image, filter, stride, padding, 'NHWC', dilation).shape).toEqual([
        1,
        outputSize,
        outputSize,
        1,
      ]);
      expect(outputSize).toBeGreaterThan(0);
    }),
    { seed: 1 },
  );
});

import { memory, sum } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  codeOf,
  floats32,
  integers,
  tensor,
  tensorFrom,
  tensors,
  tensorsFor,
  type TensorOptions,
} from '../../src/arbitraries/index.ts';
import { scopeEachTest } from '../scope-each-test.ts';

// Hundreds of runs each, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

scopeEachTest();

interface Shrunk {
  readonly printed: string;
  /** Runs after the first failure. */
  readonly runs: number;
  readonly message: string;
}

/** Runs a property that fails. */
function shrink<Value>(
  arbitrary: fc.Arbitrary<Value>,
  holds: (value: Value) => boolean,
  seed: number,
): Shrunk {
  let [runs, failed] = [0, false];
  const details = fc.check(
    fc.property(arbitrary, (value) => {
      if (failed) runs += 1;
      const passes = holds(value);
      failed ||= !passes;
      return passes;
    }),
    { seed, numRuns: 2000 },
  );
  expect(details.failed).toBe(true);
  return {
    printed: fc.stringify(details.counterexample?.[0]),
    runs,
    message: fc.defaultReportMessage(details) ?? '',
  };
}

const hundred = { elements: { min: 0, max: 100 } } as const;
const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

describe('shrinking', () => {
  test.each([
    [
      'one large value of 5,000',
      () => {
        shrinkEach(tensor('5000', hundred), (x) => x.dataSync().every((value) => value < 5), [
          'float32[5000] zeros except [0] = 5',
          'float32[5000] all 5',
        ]);
      },
    ],
    [
      'NaN in a shape that is free',
      () => {
        shrinkEach(
          tensor('rows columns', { elements: 'any', maxSize: 100 }),
          (x) => !x.dataSync().some(Number.isNaN),
          'float32[1, 1] all NaN',
        );
      },
    ],
    [
      'NaN in a shape that is not',
      () => {
        shrinkEach(tensor('50 100', { elements: 'any' }), (x) => !x.dataSync().some(Number.isNaN), [
          'float32[50, 100] zeros except [0, 0] = NaN',
          'float32[50, 100] all NaN',
        ]);
      },
    ],
    [
      'every element',
      () => {
        shrinkEach(
          tensor('5000', hundred),
          (x) => x.dataSync().some((value) => value < 5),
          'float32[5000] all 5',
        );
      },
    ],
    [
      'a size',
      () => {
        shrinkEach(tensor('n', { maxSize: 5000 }), (x) => x.size < 1234, 'float32[1234] zeros');
      },
    ],
    [
      'a size in steps that arithmetic allows',
      () => {
        shrinkEach(tensor('n 2*n+1', { maxSize: 30 }), (x) => x.size < 50, 'float32[5, 11] zeros');
      },
    ],
    [
      'a size that is only free once the fill is simple',
      () => {
        shrinkEach(
          tensor('n', hundred),
          (x) => x.size < 2 || (x.size < 6 && x.dataSync().some((value) => value !== 0)),
          'float32[2] zeros',
        );
      },
    ],
    [
      'a rank',
      () => {
        shrinkEach(tensor('... 2'), (x) => x.rank < 3, 'float32[1, 1, 2] zeros');
      },
    ],
    [
      'a scalar',
      () => {
        shrinkEach(tensor('', hundred), (x) => (x.dataSync()[0] ?? 0) < 5, 'float32[] 5');
      },
    ],
    [
      'names that are shared',
      () => {
        shrinkEach(
          tensors({ query: 'b t d', key: 'b s d' }),
          ({ query, key }) => query.shape[1] >= key.shape[1],
          '{"query":float32[1, 1, 1] zeros,"key":float32[1, 2, 1] zeros}',
        );
      },
    ],
    [
      'a float',
      () => {
        shrinkEach(floats32({ min: -1e6, max: 1e6 }), (x) => x < 5, '5');
      },
    ],
    [
      'a negative float',
      () => {
        shrinkEach(floats32({ min: -1e6, max: 1e6 }), (x) => x > -70, '-70');
      },
    ],
    [
      'a fraction',
      () => {
        shrinkEach(floats32('unit'), (x) => x === 0 || x === 1, '0.5');
      },
    ],
    [
      'an integer',
      () => {
        shrinkEach(integers(), (x) => x < 12345, '12345');
      },
    ],
    [
      'an integer that has a least',
      () => {
        shrinkEach(integers({ min: 7 }), () => false, '7');
      },
    ],
  ])('of %s ends at the simplest, in few runs', (_, run) => {
    run();
  });

  function shrinkEach<Value>(
    arbitrary: fc.Arbitrary<Value>,
    holds: (value: Value) => boolean,
    simplest: string | readonly string[],
  ): void {
    for (const seed of seeds) {
      const { printed, runs, message } = shrink(arbitrary, holds, seed);
      expect([simplest].flat()).toContain(printed);
      expect(runs).toBeLessThanOrEqual(100);
      expect(message.split('\nGot')[0]?.length).toBeLessThanOrEqual(300);
    }
  }

  test('goes on from a user’s example', () => {
    const example = tensorFrom('float32[3, 4] [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]');
    const details = fc.check(
      fc.property(tensor('rows columns'), (x) => x.dataSync().every((value) => value < 7)),
      { examples: [[example as never]] },
    );
    expect(fc.stringify(details.counterexample)).toBe('[float32[1, 1] all 7]');
  });

  test('leaves alone an example that the spec would not give', () => {
    expect(tensor('n 3').canShrinkWithoutContext(tensorFrom('float32[2, 4] zeros'))).toBe(false);
    expect(tensor('n n').canShrinkWithoutContext(tensorFrom('float32[2, 3] zeros'))).toBe(false);
    expect(tensor('n', { dtype: 'int32' }).canShrinkWithoutContext(tensorFrom('float32[2] zeros'))).toBe(
      false,
    );
    expect(tensor('n', { elements: 'unit' }).canShrinkWithoutContext(tensorFrom('float32[2] all 2'))).toBe(
      false,
    );
    expect(tensor('n 3').canShrinkWithoutContext(tensorFrom('float32[2, 3] zeros'))).toBe(true);
  });

  test('replays by seed and path', () => {
    const property = fc.property(
      tensor('*n', hundred),
      tensor('m'),
      (x, y) => x.dataSync().every((v) => v < 5) || y.size < 3,
    );
    const first = fc.check(property, { seed: 7, numRuns: 1000 });
    const again = fc.check(property, { seed: 7, path: first.counterexamplePath ?? '', endOnFailure: true });
    expect(again.failed).toBe(true);
    expect(fc.stringify(again.counterexample)).toBe(fc.stringify(first.counterexample));
    expect(again.numShrinks).toBe(0);
  });
});

test.each([
  'float32[2, 3] zeros except [1, 2] = NaN',
  'float32[2, 3] ones',
  'float32[] -0',
  'float32[2] [1, 0.1]',
  'float32[0, 3] empty',
  'float32[9] zeros except [0] = -0, [3] = 1e38, [8] = -Infinity',
  'int32[2, 2] [[1, 2], [3, 4]]',
  'bool[3] all true',
  'bool[2, 3] all false except [0, 1] = true',
])('%s is read as it is printed, and written as code', (line) => {
  const made = tensorFrom(line);
  expect(fc.stringify(made)).toBe(line);
  made.dispose();
  expect(fc.stringify(made)).toBe(line);
  expect(codeOf(made)).toMatch(/^tf\./);
});

test.each([
  ['float32[2, 3] zeros except [1, 2] = NaN', "tf.tensor([[0, 0, 0], [0, 0, NaN]], [2, 3], 'float32')"],
  ['int32[50, 50] zeros', "tf.zeros([50, 50], 'int32')"],
  ['float32[2, 2] all 0.1', "tf.fill([2, 2], 0.1, 'float32')"],
  ['bool[] true', "tf.scalar(1, 'bool')"],
  [
    'float32[50] ones except [3] = NaN',
    "tf.tensor(Array.from({ length: 50 }, (_, i) => new Map([[3, NaN]]).get(i) ?? 1), [50], 'float32')",
  ],
])('%s as code', (line, code) => {
  expect(codeOf(tensorFrom(line))).toBe(code);
});

test.each([
  '',
  'float64[2] zeros',
  'float32[2] [1]',
  'float32[2] zeros except [2] = 1',
  'float32[20] zeros except [2] = 1 and 12 more',
])('text that is no tensor is refused: %s', (text) => {
  expect(() => tensorFrom(text)).toThrow(/^tensorFrom: text must be a tensor as counterexamples print it/);
});

test('every spec is satisfied', () => {
  fc.assert(
    fc.property(tensorsFor('b h w 3, b 2*h #w, *rest b -> b'), ([image, other, last]) => {
      const [b = 0, h = 0, w = 0, channels] = image?.shape ?? [];
      expect(channels).toBe(3);
      expect(other?.shape.slice(0, 2)).toEqual([b, 2 * h]);
      expect([1, w]).toContain(other?.shape[2]);
      expect(last?.shape.at(-1)).toBe(b);
    }),
    { seed: 1 },
  );
});

test('signatures of NumPy’s generalised functions are read', () => {
  const loops = new Set<number>();
  fc.assert(
    fc.property(tensorsFor('(m,n),(n,p)->(m,p)'), ([left, right]) => {
      loops.add(left?.rank ?? 0);
      expect(left?.shape.at(-1)).toBe(right?.shape.at(-2));
    }),
    { seed: 1 },
  );
  expect([...loops].sort()).toEqual([2, 3, 4, 5]);
});

test.each<[string, TensorOptions, string]>([
  ['n', { elements: { min: 2, max: 1 } }, 'tensor: min must be at most max, got min 2 and max 1.'],
  ['n', { elements: { min: 0.1 } }, "tensor: float32 can't hold min 0.1, which becomes 0.10000000149011612."],
  ['n', { dtype: 'int32', elements: 'unit' }, "tensor: 'unit' is a profile of float32, but dtype is int32."],
  [
    'n',
    { dtype: 'bool', elements: integers() },
    "tensor: elements of int32 can't fill a tensor of dtype bool.",
  ],
  ['n', { minSize: 9, maxSize: 3 }, 'tensor: minSize must be at most maxSize, got 9 and 3.'],
  ['n', { bindings: { m: 3 } }, "tensor: bindings.m binds nothing in 'n'."],
  ['n n-20', {}, "tensor: no shapes satisfy 'n n-20' with sizes from 1 to 8"],
  ['100000 100000', {}, "tensor: the smallest tensors of '100000 100000' need 40,000,000,000 bytes"],
  ['n', { elementz: 'unit' } as TensorOptions, "tensor: there is no option 'elementz'"],
])('%s with %o is refused', (spec, options, sentence) => {
  expect(() => tensor(spec, options)).toThrow(sentence);
});

test('elements of another arbitrary fill a tensor', () => {
  fc.assert(
    fc.property(tensor('n', { elements: fc.constantFrom(2, 4, 8) }), (x) =>
      x.dataSync().every((value) => [2, 4, 8].includes(value)),
    ),
    { seed: 1 },
  );
  expect(shrink(tensor('n', { elements: fc.constantFrom(8, 4, 2) }), () => false, 1).printed).toMatch(
    /^float32\[1\] all [248]$/,
  );
});

test('what no run draws is the caller’s', () => {
  const before = memory().numTensors;
  const samples = fc.sample(tensor('n 3'), { seed: 1, numRuns: 5 });
  expect(memory().numTensors).toBe(before + 5);
  fc.assert(fc.property(tensor('n'), (x) => sum(x).rank === 0));
  for (const each of samples) {
    expect(each.isDisposed).toBe(false);
    const line = fc.stringify(each);
    each.dispose();
    expect(fc.stringify(each)).toBe(line);
  }
});

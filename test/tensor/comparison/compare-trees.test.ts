import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkAllClose } from '../../../src/checks/all-close.ts';
import { ArgumentError, SubjectError } from '../../../src/errors.ts';
import { scopeEachTest } from '../../scope-each-test.ts';

scopeEachTest({ variables: true });

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const t = (...values: number[]): tf.Tensor => tf.tensor1d(values);

/** Every failure as `path: kind`. */
const failuresOf = (actual: unknown, expected: unknown): string[] =>
  checkAllClose(actual, expected).details.failures.map(({ path, kind }) => `${path}: ${kind}`);

describe('every failing part is reported, with its path', () => {
  test.each<[name: string, actual: () => unknown, expected: () => unknown, failures: string[]]>([
    ['equal objects', () => ({ a: t(1), b: [t(2)] }), () => ({ a: t(1), b: [t(2)] }), []],
    ['the order of keys does not matter', () => ({ a: t(1), b: t(2) }), () => ({ b: t(2), a: t(1) }), []],
    [
      'three failures',
      () => ({ encoder: { weights: [t(1), t(2), t(3)] }, loss: t(4, 5), name: 'a' }),
      () => ({ encoder: { weights: [t(1), t(2), t(4)] }, loss: t(4), name: 'b' }),
      ['encoder.weights[2]: values', 'loss: shape', 'name: value'],
    ],
    [
      'missing and extra keys',
      () => ({ a: t(1), b: t(2) }),
      () => ({ a: t(1), c: t(2) }),
      ['b: extra', 'c: missing'],
    ],
    ['arrays of different length', () => [t(1), t(2)], () => [t(1)], ['[1]: extra']],
    [
      'a Map',
      () =>
        new Map([
          ['mean', t(1)],
          ['var', t(2)],
        ]),
      () =>
        new Map([
          ['mean', t(1)],
          ['std', t(2)],
        ]),
      ['var: extra', 'std: missing'],
    ],
    ['a Map against an object', () => new Map([['a', t(1)]]), () => ({ a: t(1) }), [': kind']],
    ['a tensor against an object', () => ({ a: t(1) }), () => ({ a: { b: t(1) } }), ['a: kind']],
    ['an object against a tensor', () => ({ a: { b: t(1) } }), () => ({ a: t(1) }), ['a: kind']],
    ['a tensor against undefined', () => ({ a: t(1) }), () => ({ a: undefined }), ['a: kind']],
    ['null against a tensor', () => ({ a: null, b: t(1) }), () => ({ a: t(1), b: t(1) }), ['a: kind']],
    [
      'numbers by Object.is',
      () => ({ x: t(1), step: NaN, zero: -0 }),
      () => ({ x: t(1), step: NaN, zero: 0 }),
      ['zero: value'],
    ],
    ['another dtype', () => [t(1).toInt()], () => [t(1)], ['[0]: dtype']],
    [
      'numbers and nested arrays for tensors',
      () => ({ a: t(1, 2), b: t(3) }),
      () => ({ a: [1, 2], b: 4 }),
      ['b: values'],
    ],
    [
      'typed arrays',
      () => [t(1), new Float32Array([1, 2]), new Int32Array([1])],
      () => [t(1), new Float32Array([1, 2.5]), new Int32Array([1])],
      ['[1]: values'],
    ],
    [
      'typed arrays of different kinds',
      () => [t(1), new Float32Array([1])],
      () => [t(1), new Int32Array([1])],
      ['[1]: dtype'],
    ],
    ['a Set, in its order', () => new Set([t(1), t(2)]), () => new Set([t(1), t(3)]), ['[1]: values']],
    ['a named tensor map', () => ({ 'a:0': t(1) }), () => ({ 'a:0': t(2) }), ['["a:0"]: values']],
    [
      'keys of Object.prototype',
      () => ({ a: t(1), constructor: t(1) }),
      () => ({ a: t(1) }),
      ['constructor: extra'],
    ],
  ])('%s', (_, actual, expected, failures) => {
    expect(failuresOf(actual(), expected())).toEqual(failures);
  });

  test('two models of one architecture, whatever their layers are called', () => {
    const make = (): tf.Sequential =>
      tf.sequential({
        layers: [tf.layers.dense({ units: 2, inputShape: [3] }), tf.layers.dense({ units: 1 })],
      });
    const [first, second] = [make(), make()];
    second.setWeights(first.getWeights());
    expect(checkAllClose(first, second).pass).toBe(true);
    second.layers[1]?.setWeights([tf.ones([2, 1]), tf.ones([1])]);
    const paths = checkAllClose(first, second).details.failures.map(({ path }) => path);
    expect(paths).toEqual([
      expect.stringMatching(/^weights\[2: .+\/kernel\]$/),
      expect.stringMatching(/^weights\[3: .+\/bias\]$/),
    ]);
    expect(
      failuresOf(first, tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] })),
    ).toHaveLength(3);
  });

  test('a tree that holds itself', () => {
    const make = (value: number): object => {
      const tree: Record<string, unknown> = { x: t(value) };
      tree['self'] = tree;
      tree['list'] = [tree, t(value)];
      return tree;
    };
    expect(failuresOf(make(1), make(1))).toEqual([]);
    expect(failuresOf(make(1), make(2))).toEqual(['x: values', 'list[1]: values']);
    const unrolled = {
      x: t(1),
      self: { x: t(1), self: make(1), list: [make(1), t(1)] },
      list: [make(1), t(1)],
    };
    expect(failuresOf(make(1), unrolled)).toEqual([]);
  });

  test('a tree a hundred thousand levels deep', () => {
    const make = (value: number): object => {
      let tree: object = { x: t(value) };
      for (let i = 0; i < 1e5; i++) tree = [tree];
      return tree;
    };
    expect(failuresOf(make(1), make(1))).toEqual([]);
    expect(failuresOf(make(1), make(2))).toHaveLength(1);
  });

  test('a change of one leaf is one failure, at its path', () => {
    const leaf = fc.float({ noNaN: true, noDefaultInfinity: true });
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        leaf.map((x) => ({ leaf: x })),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc
          .dictionary(fc.string({ maxLength: 3 }), tie('tree'), { maxKeys: 3 })
          .map((entries) => ({ entries })),
      ),
    }));
    const build = (plan: unknown, change: number, counter: { leaves: number }): unknown => {
      if (Array.isArray(plan)) return plan.map((each) => build(each, change, counter));
      const { leaf: value, entries } = plan as { leaf?: number; entries?: Record<string, unknown> };
      if (entries)
        return new Map(Object.entries(entries).map(([key, each]) => [key, build(each, change, counter)]));
      return t(counter.leaves++ === change ? Math.fround((value ?? 0) * 2 + 1e6) : (value ?? 0));
    };
    fc.assert(
      fc.property(tree, fc.nat(), (plan, nth) => {
        tf.tidy(() => {
          const counter = { leaves: 0 };
          const actual = build([plan, { leaf: 0 }], -1, counter);
          const changed = nth % counter.leaves;
          expect(failuresOf(actual, build([plan, { leaf: 0 }], -1, { leaves: 0 }))).toEqual([]);
          expect(failuresOf(actual, build([plan, { leaf: 0 }], changed, { leaves: 0 }))).toHaveLength(1);
        });
      }),
      { numRuns: 200 },
    );
  });
});

describe('what can not be compared is refused', () => {
  const disposed = (): tf.Tensor => {
    const tensor = t(1);
    tensor.dispose();
    return tensor;
  };
  const itself: unknown[] = [];
  itself.push(itself);

  test.each<[name: string, actual: () => unknown, expected: () => unknown, error: unknown, text: string]>([
    ['a number', () => 1, () => t(1), SubjectError, 'received must be a tensor, got the number 1'],
    ['a promise', () => Promise.resolve(t(1)), () => t(1), SubjectError, 'await it first'],
    [
      'a promise in a tree',
      () => ({ a: Promise.resolve(t(1)) }),
      () => ({ a: t(1) }),
      SubjectError,
      '(at a): received must be a tensor, got a promise',
    ],
    [
      'a promise that is expected',
      () => t(1),
      () => Promise.resolve(t(1)),
      SubjectError,
      'expected must be a tensor, got a promise',
    ],
    ['a disposed tensor', disposed, () => t(1), SubjectError, 'disposed'],
    [
      'a disposed tensor in a tree',
      () => [t(1), disposed()],
      () => [t(1), t(1)],
      SubjectError,
      '(at [1]): received is a disposed tensor',
    ],
    [
      'a disposed tensor that is expected',
      () => t(1),
      disposed,
      SubjectError,
      'expected is a disposed tensor',
    ],
    ['a typed array', () => new Float32Array(2), () => t(1), SubjectError, 'wrap it: tf.tensor'],
    ['an array of numbers', () => [1, 2], () => [1, 2], SubjectError, 'holds no tensor'],
    ['an empty tree', () => ({}), () => ({}), SubjectError, 'holds no tensor'],
    ['undefined that is expected', () => t(1), () => undefined, ArgumentError, 'expected must be a tensor'],
    ['an object that is expected', () => t(1), () => ({ a: 1 }), ArgumentError, 'expected must be a tensor'],
    [
      'a ragged array',
      () => t(1),
      () => [[1, 2], [3]],
      ArgumentError,
      'expected[1] has 1 entries, its neighbours have 2',
    ],
    [
      'an array with a number among arrays',
      () => t(1),
      () => [[1], 2],
      ArgumentError,
      'expected[1] is a single value',
    ],
    ['an array that holds itself', () => t(1), () => itself, ArgumentError, 'deeper than the 6 axes'],
    [
      'a fraction for int32',
      () => t(1).toInt(),
      () => 1.5,
      ArgumentError,
      "expected holds the number 1.5, which int32 can't hold",
    ],
    ['a number beyond float32', () => t(1), () => 1e39, ArgumentError, "which float32 can't hold"],
    [
      'a string among numbers',
      () => t(1),
      () => [1, 'x'],
      ArgumentError,
      'the string "x", which float32 can\'t hold',
    ],
  ])('%s', (_, actual, expected, error, text) => {
    const compare = (): unknown => checkAllClose(actual(), expected());
    expect(compare).toThrow(error);
    expect(compare).toThrow(text);
  });
});

test('memory is as it was, whatever the outcome', () => {
  const [a, b] = [
    { x: t(1), y: [t(1, 2, 3)] },
    { x: t(1), y: [t(3, 2, 1)] },
  ];
  const before = tf.memory().numTensors;
  checkAllClose(a, a).message();
  checkAllClose(a, b).message();
  expect(() => checkAllClose(a, Promise.resolve(b))).toThrow(SubjectError);
  expect(tf.memory().numTensors).toBe(before);
});

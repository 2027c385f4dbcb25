import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MatcherContext } from '../../matchers/define-matcher.ts';
import * as matchers from '../../matchers/index.ts';
import '../../matchers/vitest.ts';
import { TensorproofError } from '../../src/errors.ts';

type Name = keyof typeof matchers;

/** What a matcher takes, one subject that passes and one that fails. */
interface Row {
  readonly args: () => readonly unknown[];
  readonly passes: () => unknown;
  readonly fails: () => unknown;
}

function freed(tensor: tf.Tensor): tf.Tensor {
  tensor.dispose();
  return tensor;
}

const ROWS: Partial<Record<Name, Row>> = {
  toBeAllClose: { args: () => [[1, 2]], passes: () => tf.tensor1d([1, 2]), fails: () => tf.tensor1d([1, 3]) },
  toBeAllEqual: { args: () => [[1, 2]], passes: () => tf.tensor1d([1, 2]), fails: () => tf.tensor1d([1, 3]) },
  toBeAllFinite: { args: () => [], passes: () => tf.ones([2]), fails: () => tf.tensor1d([1, NaN]) },
  toBeCloseInUlps: {
    args: () => [[1, 2], 2],
    passes: () => tf.tensor1d([1, 2]),
    fails: () => tf.tensor1d([1, 3]),
  },
  toBeConstant: { args: () => [], passes: () => tf.ones([3]), fails: () => tf.tensor1d([1, 2]) },
  toBeDisposed: { args: () => [], passes: () => freed(tf.ones([2])), fails: () => tf.ones([2]) },
  toBeInRange: { args: () => [0, 1], passes: () => tf.ones([2]), fails: () => tf.tensor1d([1, NaN]) },
  toBeOneHot: { args: () => [], passes: () => tf.tensor1d([0, 1]), fails: () => tf.tensor1d([0, 0]) },
  toBeOneOf: { args: () => [[0, 1]], passes: () => tf.tensor1d([0, 1]), fails: () => tf.tensor1d([0, 2]) },
  toBeSorted: { args: () => [], passes: () => tf.tensor1d([0, 1]), fails: () => tf.tensor1d([1, 0]) },
  toBroadcastWith: { args: () => [[2, 3]], passes: () => tf.ones([3]), fails: () => tf.ones([2]) },
  toHaveDtype: { args: () => ['float'], passes: () => tf.ones([2]), fails: () => tf.ones([2], 'int32') },
  toHaveRank: { args: () => [1], passes: () => tf.ones([2]), fails: () => tf.ones([2, 2]) },
  toHaveSameShapeAs: { args: () => [[2, 3]], passes: () => tf.ones([2, 3]), fails: () => tf.ones([3, 2]) },
  toHaveShape: { args: () => ['a 3'], passes: () => tf.ones([2, 3]), fails: () => tf.ones([3, 2]) },
  toHaveSize: { args: () => [6], passes: () => tf.ones([2, 3]), fails: () => tf.ones([2, 2]) },
  toSumTo: { args: () => [1], passes: () => tf.tensor1d([0.5, 0.5]), fails: () => tf.ones([2]) },
};

const TENSOR_MATCHERS = Object.entries(ROWS) as [Name, Row][];

/** `expect(subject).not.toHaveRank(2)`, with the parts chosen at run time. */
function assert(assertion: object, name: Name, args: readonly unknown[]): unknown {
  return (assertion as Record<string, (...args: readonly unknown[]) => unknown>)[name]?.(...args);
}

/** Takes every golden tensor and never saves it: what a matcher survives here need not be stored. */
function forgetfulSnapshotState(): object {
  const nothing = (): void => undefined;
  return {
    ...{ added: 0, matched: 0, unmatched: 0, updated: 0 },
    snapshotPath: 'nowhere/every-matcher.snap',
    snapshotUpdateState: 'all',
    getUncheckedCount: () => 0,
    getUncheckedKeys: () => [],
    removeUncheckedKeys: nothing,
    markSnapshotsAsCheckedForTest: nothing,
    save: nothing,
  };
}

/** What a matcher really gets as `this`. */
let lent: MatcherContext = {};
expect.extend({
  lendItsContext(this: MatcherContext) {
    lend(this);
    return { pass: true, message: () => '' };
  },
});
function lend(context: MatcherContext): void {
  lent = context;
}

function contextOf(isNot: boolean): MatcherContext {
  return Object.create(lent, {
    isNot: { value: isNot },
    snapshotState: { value: forgetfulSnapshotState() },
  }) as MatcherContext;
}

function callDirectly(name: Name, isNot: boolean, subject: unknown, args: readonly unknown[]): unknown {
  const matcher = matchers[name] as unknown as (this: MatcherContext, ...args: readonly unknown[]) => unknown;
  return matcher.call(contextOf(isNot), subject, ...args);
}

let tensorsBefore = 0;
beforeEach(() => {
  assert(expect(1), 'lendItsContext' as Name, []);
  tensorsBefore = tf.memory().numTensors;
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});

describe.each(TENSOR_MATCHERS)('%s', (name, { args, passes, fails }) => {
  test('passes and fails, behind .not the other way round', () => {
    assert(expect(passes()), name, args());
    assert(expect(fails()).not, name, args());
    expect(() => assert(expect(fails()), name, args())).toThrow(/\S/u);
    expect(() => assert(expect(passes()).not, name, args())).toThrow(/\S/u);
  });

  test('works with .resolves', async () => {
    await assert(expect(Promise.resolve(passes())).resolves, name, args());
    await assert(expect(Promise.resolve(fails())).resolves.not, name, args());
    const failing = async (): Promise<void> => {
      await assert(expect(Promise.resolve(fails())).resolves, name, args());
    };
    await expect(failing()).rejects.toThrow(/\S/u);
  });

  // The soft expectation must fail the test, hence `fails`, and must not throw, hence the return.
  test.fails('works with expect.soft', () => {
    try {
      assert(expect.soft(fails()), name, args());
    } catch {
      return;
    }
  });

  test('leaves the count of tensors alone, whether it passes, fails or throws', () => {
    const [good, bad, given] = [passes(), fails(), args()];
    const before = tf.memory().numTensors;
    assert(expect(good), name, given);
    expect(() => assert(expect(bad), name, given)).toThrow(/\S/u);
    expect(() => callDirectly(name, false, undefined, given)).toThrow(TensorproofError);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('does not change its subject', () => {
    const subject = name === 'toBeDisposed' ? fails() : passes();
    const values = (subject as tf.Tensor).arraySync();
    expect(() => assert(expect(subject), name, args())).not.toThrow(TypeError);
    expect((subject as tf.Tensor).arraySync()).toEqual(values);
  });

  test.each<[string, () => unknown]>([
    ['undefined', () => undefined],
    ['a promise', () => Promise.resolve(1)],
    ['a typed array', () => Float32Array.of(1, 2)],
    ['a disposed tensor', () => (name === 'toBeDisposed' ? undefined : freed(tf.ones([2])))],
  ])('refuses %s, behind .not as well', (_kind, make) => {
    const subject = make();
    for (const isNot of [false, true]) {
      expect(() => callDirectly(name, isNot, subject, args())).toThrow(TensorproofError);
    }
    // Vitest has a toBeOneOf too, which goes on to judge what is no tensor.
    if (name === 'toBeOneOf') return;
    expect(() => assert(expect(subject), name, args())).toThrow(TensorproofError);
    expect(() => assert(expect(subject).not, name, args())).toThrow(TensorproofError);
  });

  test('refuses options that are not there, where it takes any', () => {
    const takesOptions = /Close|Equal|Finite|Ulps|Constant|Range|Hot|OneOf|Sorted|SumTo/u.test(name);
    const subject = fails();
    const call = (): unknown => assert(expect(subject), name, [...args(), { qqq: 1 }]);
    if (takesOptions) expect(call).toThrow("no option 'qqq'");
  });
});

const SHAPES: readonly (readonly number[])[] = [
  [],
  [1],
  [1, 2, 1, 2, 1, 2],
  [0],
  [3, 0],
  [0, 0, 2],
  [2, 0, 0, 1, 1, 3],
];

/** A tensor in all but one place. */
function pretender(overrides: object): object {
  const sound = {
    shape: [2, 3],
    size: 6,
    rank: 2,
    dtype: 'float32',
    id: 1,
    dataId: {},
    isDisposed: false,
    dataSync: () => new Float32Array(6),
    data: () => Promise.resolve(new Float32Array(6)),
    dispose: () => undefined,
  };
  return Object.defineProperties(sound, Object.getOwnPropertyDescriptors(overrides));
}

function throwing(): never {
  throw new TypeError('a trap of the user');
}

function revokedProxy(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** Everything that people hand over, and a few things that they don't. */
const SUBJECTS: Record<string, () => unknown> = {
  ...Object.fromEntries(SHAPES.map((shape) => [`float32[${shape.join(', ')}]`, () => tf.ones([...shape])])),
  ...Object.fromEntries(
    SHAPES.map((shape) => [`int32[${shape.join(', ')}]`, () => tf.ones([...shape], 'int32')]),
  ),
  ...Object.fromEntries(
    SHAPES.map((shape) => [`bool[${shape.join(', ')}]`, () => tf.ones([...shape], 'bool')]),
  ),
  ...Object.fromEntries(
    SHAPES.map((shape) => [
      `complex64[${shape.join(', ')}]`,
      () => tf.complex(tf.ones([...shape]), tf.ones([...shape])),
    ]),
  ),
  'string[2]': () => tf.tensor1d(['a', 'b']),
  'string[]': () => tf.scalar('a'),
  'string[0]': () => tf.tensor1d([], 'string'),
  'all NaN': () => tf.fill([2, 2], NaN),
  'infinities of both signs': () => tf.tensor1d([Infinity, -Infinity]),
  'the result of a kernel': () => tf.ones([2, 3]).matMul(tf.ones([3, 2])),
  'a variable': () => tf.tidy(() => tf.variable(tf.ones([2]))),
  'a disposed tensor': () => freed(tf.ones([2])),
  'a disposed scalar': () => freed(tf.scalar(1)),
  'a promise of a tensor': () => Promise.resolve(tf.ones([2])),
  'a thenable': () => ({ then: () => undefined }),
  'a Float32Array': () => Float32Array.of(1, 2),
  'an Int32Array': () => Int32Array.of(1, 2),
  'a BigInt64Array': () => BigInt64Array.of(1n),
  'a DataView': () => new DataView(new ArrayBuffer(4)),
  'a buffer of tf': () => tf.buffer([2, 2]),
  undefined: () => undefined,
  null: () => null,
  NaN: () => NaN,
  'a number': () => 1,
  'a string': () => 'batch 3',
  'a bigint': () => 1n,
  'a symbol': () => Symbol('x'),
  'a boolean': () => true,
  'a function': () => () => undefined,
  'an array': () => [1, 2],
  'an empty array': () => [],
  'a ragged array': () => [[1, 2], [3]],
  'a tree of tensors': () => ({ boxes: tf.ones([2]), scores: [tf.ones([1])] }),
  'a tree with a disposed tensor': () => [tf.ones([2]), freed(tf.ones([2]))],
  'a Map of tensors': () => new Map([['x', tf.ones([2])]]),
  'an empty object': () => ({}),
  'an object without a prototype': () => Object.create(null) as unknown,
  'an object that holds itself': () => {
    const ring: Record<string, unknown> = {};
    ring['self'] = ring;
    return ring;
  },
  'an error': () => new Error('x'),
  'a date': () => new Date(0),
  'a symbolic tensor': () => tf.input({ shape: [3] }),
  'an optimizer': () => tf.train.rmsprop(0.1, 0.9, 0.9),
  'an object with a shape': () => ({ shape: [2, 3] }),
  'a pretender that does well': () => pretender({}),
  'a pretender with a short buffer': () => pretender({ dataSync: () => new Float32Array(2) }),
  'a pretender with a long buffer': () => pretender({ dataSync: () => new Float32Array(99) }),
  'a pretender with an array for data': () => pretender({ dataSync: () => [1, 2, 3, 4, 5, 6] }),
  'a pretender with bigints': () => pretender({ dataSync: () => new BigInt64Array(6) }),
  'a pretender without data': () => pretender({ dataSync: () => undefined }),
  'a pretender whose data is promised': () => pretender({ dataSync: () => Promise.resolve() }),
  'a pretender whose data throws': () => pretender({ dataSync: throwing }),
  'a pretender of text that has numbers': () => pretender({ dtype: 'string' }),
  'a pretender of text that has nothing': () =>
    pretender({ dtype: 'string', dataSync: () => [1, {}, null, 4, 5, 6] }),
  'a pretender of complex numbers': () => pretender({ dtype: 'complex64' }),
  'a pretender of unknown dtype': () => pretender({ dtype: 'float16' }),
  'a pretender with fractions for a shape': () => pretender({ shape: [1.5, 4] }),
  'a pretender with a negative shape': () => pretender({ shape: [-2, -3] }),
  'a pretender with NaN in its shape': () => pretender({ shape: [NaN, 3], size: NaN }),
  'a pretender with text in its shape': () => pretender({ shape: ['2', '3'] }),
  'a pretender with null in its shape': () => pretender({ shape: [null, 3] }),
  'a pretender with a hole in its shape': () => pretender({ shape: new Array(2) }),
  'a pretender with a huge shape and no data': () => pretender({ shape: [1e6, 1e6], size: 1e12 }),
  'a pretender with a shape beyond counting': () => pretender({ shape: [2 ** 40, 2 ** 40], size: 2 ** 80 }),
  'a pretender with a hundred axes': () => pretender({ shape: new Array<number>(100).fill(1), size: 1 }),
  'a pretender with endless axes': () =>
    pretender({
      shape: new Proxy([], { get: (_target, key) => (key === 'length' ? Infinity : 1) }),
      size: 1,
    }),
  'a pretender whose shape is text': () => pretender({ shape: 'batch 3' }),
  'a pretender whose shape throws': () =>
    pretender({
      get shape() {
        return throwing();
      },
    }),
  'a pretender whose state throws': () =>
    pretender({
      get isDisposed() {
        return throwing();
      },
    }),
  'a getter that throws': () => ({
    get x() {
      return throwing();
    },
  }),
  'a proxy that throws at everything': () =>
    new Proxy(
      {},
      {
        get: throwing,
        has: throwing,
        ownKeys: throwing,
        getPrototypeOf: throwing,
        getOwnPropertyDescriptor: throwing,
      },
    ),
  'a revoked proxy': revokedProxy,
  'a proxy round a tensor': () => new Proxy(tf.ones([2]), {}),
};

/** Frees what outlives the scope of a test. */
function cleanUp(kind: string, subject: unknown): void {
  if (kind === 'a variable' || kind === 'an optimizer') (subject as { dispose(): void }).dispose();
}

/** Calls a matcher, and reads its message, as a runner does. Resolves to what went wrong other than a refusal. */
async function misbehaviour(
  name: Name,
  isNot: boolean,
  subject: unknown,
  args: readonly unknown[],
): Promise<unknown> {
  try {
    const result = (await callDirectly(name, isNot, subject, args)) as {
      pass: unknown;
      message: () => unknown;
    };
    if (typeof result.pass !== 'boolean') return `pass is ${String(result.pass)}`;
    const text = result.message();
    return typeof text === 'string' && text !== '' ? undefined : `the message is ${String(text)}`;
  } catch (error) {
    return error instanceof TensorproofError ? undefined : error;
  }
}

describe.each(Object.keys(matchers) as Name[])('%s survives', (name) => {
  const args = ROWS[name]?.args ?? (() => []);

  test.each(Object.keys(SUBJECTS))('%s', async (kind) => {
    for (const isNot of [false, true]) {
      const subject = SUBJECTS[kind]?.();
      const given = args();
      const before = tf.memory().numTensors;
      expect(await misbehaviour(name, isNot, subject, given)).toBeUndefined();
      expect(tf.memory().numTensors).toBe(before);
      cleanUp(kind, subject);
    }
  });

  test.each(Object.keys(SUBJECTS))('%s as its argument', async (kind) => {
    for (const subject of [tf.ones([2]), tf.zeros([2, 0]), tf.scalar(1, 'int32')]) {
      const argument = SUBJECTS[kind]?.();
      const before = tf.memory().numTensors;
      expect(await misbehaviour(name, false, subject, [argument])).toBeUndefined();
      expect(await misbehaviour(name, false, subject, [...args(), argument])).toBeUndefined();
      expect(tf.memory().numTensors).toBe(before);
      cleanUp(kind, argument);
    }
  });
});

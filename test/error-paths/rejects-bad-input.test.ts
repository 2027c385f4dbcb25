import * as tf from '@tensorflow/tfjs-node';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import '../../matchers/vitest.ts';
import { checkFinite } from '../../src/checks/finite.ts';
import { checked } from '../../src/contracts/checked.ts';
import { checkRejectsBadInput, type RejectBadInputOptions } from '../../src/error-paths/rejects-bad-input.ts';
import { ArgumentError, MissingPackageError, ShapeSpecError, SubjectError } from '../../src/errors.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest({ variables: true });

let weight: tf.Variable;
const held: tf.Tensor[] = [];
beforeEach(() => {
  weight = tf.variable(tf.ones([3, 5]), true, `weight-${Math.random()}`);
});
afterAll(() => {
  tf.dispose(held);
});

type Unary = (x: tf.Tensor) => unknown;

/** Refuses everything that it should, in words that help. */
const strict = (x: tf.Tensor): tf.Tensor => {
  const given: unknown = x;
  if (!(given instanceof tf.Tensor)) throw new TypeError('x must be a tensor; await a promise first');
  if (x.isDisposed) throw new Error('x is disposed');
  if (x.rank !== 2 || x.shape[1] !== 3)
    throw new RangeError(`x must have shape [batch, 3], got [${x.shape.join()}]`);
  if (x.size === 0) throw new RangeError('x must hold at least one sample');
  if (x.dtype !== 'float32') throw new TypeError(`x must be float32, got ${x.dtype}`);
  if (!checkFinite(x).pass) throw new RangeError('x must be finite');
  return x.square();
};

describe('passes', () => {
  test.each<[string, Unary, string, RejectBadInputOptions | undefined]>([
    ['a function that looks at everything', strict, 'batch 3', undefined],
    [
      'one that does so after an await',
      async (x) => (await Promise.resolve(), strict(x)),
      'batch 3',
      undefined,
    ],
    [
      'a contract, where the values are not its business',
      checked('batch 3 -> batch 3', (x: tf.Tensor) => x.square()),
      'batch 3',
      { allow: ['NaN', 'Infinity', 'wrong dtype', 'empty'] },
    ],
    [
      'one that is only tried with what it looks at',
      (x) => strict(x),
      'b 3',
      { kinds: ['undefined', 'axis off by one'] },
    ],
  ])('%s', async (_name, fn, signature, options) => {
    const before = tf.memory().numTensors;
    const { pass, details, message } = await checkRejectsBadInput(fn, signature, options);
    expect(details.findings).toEqual([]);
    expect(pass).toBe(true);
    expect(message()).toContain('but it refuses it all well');
    expect(tf.memory().numTensors).toBe(before);
  });

  test('several inputs of one signature, each with its own dtype', async () => {
    const pick = checked('table: n d, rows: k -> k d', (table: tf.Tensor2D, rows: tf.Tensor1D) => {
      const isIndex = (at: number): boolean => at >= 0 && at < table.shape[0];
      if (rows.dtype !== 'int32') throw new TypeError('rows must be int32');
      if (!rows.arraySync().every(isIndex)) throw new RangeError('rows are out of range');
      return tf.gather(table, rows);
    });
    await expect(pick).toRejectBadInput('table: n d, rows: k -> k d', {
      dtype: ['float32', 'int32'],
      elements: ['unit', { min: 0, max: 0 }],
      allow: ['wrong dtype', 'NaN', 'Infinity', 'empty', 'out of range'],
    });
  });
});

describe('finds', () => {
  const ok = 'expected';
  test.each<[string, Unary, string, string, RejectBadInputOptions['kinds'] & object]>([
    [
      'a batch axis that is not missed',
      (x) => x.sub(x.mean()),
      'is accepted',
      'missing batch axis',
      ['missing batch axis'],
    ],
    ['a broadcast', (x) => x.mul(tf.ones([3])), 'is accepted', 'wrong channels', ['wrong channels']],
    ['NaN that comes out', (x) => x.mul(2), 'is accepted', 'NaN', ['NaN']],
    ['a nested array that is taken', (x) => tf.mul(x, 2), 'is accepted', 'nested array', ['nested array']],
    [
      'the engine’s own words',
      (x) => ((x as Partial<tf.Tensor>).shape?.length === 2 ? x.square() : x.shape.map(String)),
      'is a slip of the code',
      'undefined',
      ['undefined'],
    ],
    [
      'a kernel that is the first to complain',
      (x) => tf.matMul(x, tf.ones([3, 2])),
      'comes from a kernel',
      'axis off by one',
      ['axis off by one'],
    ],
    [
      'an error that is about nothing',
      (x) => {
        if (x.shape[1] !== 3) throw new Error('Something went wrong.');
        return x.square();
      },
      'is vague',
      'axis off by one',
      ['axis off by one'],
    ],
    [
      'no error at all',
      (x) => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error
        if (x.shape[1] !== 3) throw ok;
        return x.square();
      },
      'says nothing',
      'axis off by one',
      ['axis off by one'],
    ],
    [
      'weights that are changed before the look',
      (x) => {
        weight.assign(tf.tidy(() => weight.add(1)));
        return strict(x);
      },
      'changes state first',
      'wrong dtype',
      ['wrong dtype'],
    ],
    [
      'tensors that are made before the look',
      (x) => {
        const y = x.square();
        strict(x);
        return y;
      },
      'leaves tensors behind',
      'axes swapped',
      ['axes swapped'],
    ],
  ])('%s', async (_name, fn, problem, wrong, kinds) => {
    const { pass, details } = await checkRejectsBadInput(fn, 'batch 3', { kinds });
    expect(pass).toBe(false);
    expect(details.findings).toContainEqual(expect.objectContaining({ problem, wrong, at: 0 }));
  });

  test('several problems of one kind of input, each by itself and as simple as it gets', async () => {
    const { details } = await checkRejectsBadInput(
      (x: tf.Tensor) => {
        if (x.rank !== 2) throw new Error('x must have rank 2');
        if (x.shape[1] === 2) return (undefined as unknown as tf.Tensor).shape;
        return x.square();
      },
      'batch 3',
      { kinds: ['axis off by one'], runs: 30 },
    );
    expect(details.findings.map(({ problem, input }) => [problem, input])).toEqual([
      ['is accepted', expect.stringMatching(/^float32\[1, 4\] zeros$/)],
      ['is a slip of the code', expect.stringMatching(/^float32\[1, 2\] zeros$/)],
    ]);
  });

  test('which argument it is', async () => {
    const { details } = await checkRejectsBadInput(
      (labels: tf.Tensor, predictions: tf.Tensor) => labels.sub(predictions).mean(),
      'n 1, n 1 -> ',
      { kinds: ['missing batch axis'] },
    );
    expect(details.findings.map(({ at, argument }) => [at, argument])).toEqual([
      [0, 'labels'],
      [1, 'predictions'],
    ]);
  });

  test('the same again, since nothing is left to chance', async () => {
    const run = async (): Promise<unknown> =>
      (await checkRejectsBadInput((x: tf.Tensor) => x.mul(2), 'b 3', { seed: 7 })).details;
    expect(await run()).toEqual(await run());
  });
});

test('what is allowed may be taken, but has to be refused well where it is refused', async () => {
  const { details } = await checkRejectsBadInput(
    (x: tf.Tensor) => {
      if (x.isDisposed) throw new Error('no');
      return x.square();
    },
    'b 3',
    { kinds: ['NaN', 'disposed'], allow: ['NaN', 'disposed'] },
  );
  expect(details.findings).toEqual([expect.objectContaining({ wrong: 'disposed', problem: 'is vague' })]);
});

test('puts weights and optimizers back, and leaves no tensor, whatever it finds', async () => {
  const optimizer = tf.train.adam(0.1);
  const values = weight.dataSync();
  const before = tf.memory().numTensors;
  await checkRejectsBadInput((x: tf.Tensor) => {
    optimizer.minimize(() => tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D).sum(), false, [weight]);
    return strict(x);
  }, 'b 3');
  expect(weight).toBeAllEqual(tf.tensor(values, [3, 5]));
  expect(tf.memory().numTensors).toBe(before + 1); // the tensor of the expectation
  optimizer.dispose();
});

test.each<[string, unknown, unknown, object | undefined, new (...args: never[]) => Error, string]>([
  ['a model', tf.sequential(), 'b 3', undefined, SubjectError, 'hand over a call'],
  ['no signature', strict, undefined, undefined, ArgumentError, 'signature must be a shape spec'],
  ['a signature that does not parse', strict, 'b ?', undefined, ShapeSpecError, 'b ?'],
  ['a signature without inputs', strict, ' -> b', undefined, Error, 'signature'],
  ['a kind that there isn’t', strict, 'b 3', { kinds: ['nan'] }, ArgumentError, 'kinds must be'],
  ['an allowance that there isn’t', strict, 'b 3', { allow: ['nan'] }, ArgumentError, 'allow must be'],
  ['a misspelt option', strict, 'b 3', { alow: [] }, ArgumentError, "did you mean 'allow'?"],
  ['no runs', strict, 'b 3', { runs: 0 }, ArgumentError, 'runs'],
  ['a dtype that there isn’t', strict, 'b 3', { dtype: 'float16' }, ArgumentError, 'dtype must be'],
  [
    'a function that refuses what is right',
    strict,
    'b 4',
    undefined,
    SubjectError,
    'refuses right inputs, too',
  ],
])('refuses %s', async (_name, fn, signature, options, kind, text) => {
  const call = checkRejectsBadInput(fn, signature as string, options);
  await expect(call).rejects.toThrow(kind);
  await expect(call).rejects.toThrow(text);
});

test('names fast-check where it is not there', async () => {
  vi.doMock('../../src/error-paths/bad-input/trials.ts', () => {
    throw new Error("Cannot find package 'fast-check' imported from dist/index.mjs");
  });
  try {
    const call = checkRejectsBadInput(strict, 'b 3');
    await expect(call).rejects.toThrow(MissingPackageError);
    await expect(call).rejects.toThrow('npm install --save-dev fast-check');
  } finally {
    vi.doUnmock('../../src/error-paths/bad-input/trials.ts');
  }
});

test('behind .not it passes for a function that takes too much', async () => {
  await expect((x: tf.Tensor) => x.mul(2)).not.toRejectBadInput('b 3');
  await expect(expect(strict).not.toRejectBadInput('b 3')).rejects.toThrow('refuses it all well');
});

test('says what is taken, what helps nobody, and what is allowed on purpose', async () => {
  const { message } = await checkRejectsBadInput((labels: tf.Tensor, predictions: tf.Tensor) => {
    if (labels.rank !== 2) throw new Error('wrong input');
    const difference = labels.sub(predictions);
    if (predictions.dtype !== 'float32') throw new TypeError('predictions must be float32');
    return difference.square().mean();
  }, 'labels: n 1, predictions: n 1 -> ');
  expect(message().replaceAll(/:\d+:\d+/g, ':L:C')).toMatchInlineSnapshot(`
    "The function meets 13 of 14 kinds of bad input badly; 9 it takes without a word.
      taken        labels, predictions: empty: float32[0, 1] empty → float32[], with 1 of 1 element NaN
                   labels: wrong dtype: int32[1, 1] zeros → float32[]
                   predictions: missing batch axis: float32[1] zeros → float32[]
                   predictions: extra batch axis: float32[1, 1, 1] zeros → float32[]
                   labels, predictions: axis off by one: float32[2, 1] zeros → float32[]
                   labels, predictions: axes swapped: float32[1, 2] zeros → float32[]
                   and 3 more kinds
      unhelpful    labels: undefined, null → TypeError: Cannot read properties of undefined (reading 'rank'), at test/error-paths/rejects-bad-input.test.ts:L:C
      by a kernel  labels, predictions: empty, axis off by one: float32[0, 1] empty → Error: Invalid TF_Status: 3 Message: Incompatible shapes: [0,1] vs. [2,1], at test/error-paths/rejects-bad-input.test.ts:L:C
      vague        labels: promise, nested array, missing batch axis, extra batch axis → Error: wrong input, at test/error-paths/rejects-bad-input.test.ts:L:C
      leaking      predictions: nested array, wrong dtype → 1 × float32[1, 1] left, then TypeError: predictions must be float32, at test/error-paths/rejects-bad-input.test.ts:L:C
      tried        465 calls with 14 kinds of bad input for 'labels: n 1, predictions: n 1 -> '
      hint: checked(signature, fn) refuses wrong shapes and names the axis; what is taken on purpose is allowed: { allow: ['empty', 'wrong dtype', 'NaN', 'Infinity'] }."
  `);
});

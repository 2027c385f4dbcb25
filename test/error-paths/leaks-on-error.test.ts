import * as tf from '@tensorflow/tfjs-node';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import '../../matchers/vitest.ts';
import { checkLeaksOnError } from '../../src/error-paths/leaks-on-error.ts';
import { ArgumentError, SubjectError } from '../../src/errors.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest({ variables: true });

const optimizer = tf.train.sgd(0.1);
let weight: tf.Variable;
beforeEach(() => {
  weight = tf.variable(tf.ones([3]));
});
let cached: tf.Tensor | undefined;
afterEach(() => {
  cached?.dispose();
});
afterAll(() => {
  optimizer.dispose();
});

const fail = (): never => {
  throw new Error('bad batch');
};

describe('what is the function’s own leak', () => {
  test.each<[string, (x: tf.Tensor) => unknown, number]>([
    [
      'an intermediate result',
      (x) => {
        x.square();
        return fail();
      },
      1,
    ],
    [
      'a result of a loop, on the line that throws in the end',
      (x) => {
        for (let i = 0; i < 4; i += 1) x.reshape(i < 3 ? [3] : [7]);
      },
      3,
    ],
    [
      'what a tidy handed out, on the line of the tidy that throws',
      (x) => {
        for (let i = 0; i < 3; i += 1) tf.tidy(() => (i === 2 ? fail() : x.square()));
      },
      2,
    ],
    [
      'a tensor made from values, after an await',
      async () => {
        await Promise.resolve();
        tf.tensor1d([1, 2]);
        fail();
      },
      1,
    ],
    [
      'the cost of a step that succeeded before the one that fails',
      (x) => {
        for (let i = 0; i < 3; i += 1) {
          optimizer.minimize(() => (i === 2 ? fail() : weight.mul(x).sum()), true, [weight]);
        }
      },
      2,
    ],
    [
      'a variable of its own',
      () => {
        tf.tidy(() => tf.variable(tf.ones([2])));
        fail();
      },
      1,
    ],
  ])('%s', async (_name, fn, count) => {
    const { pass, details } = await checkLeaksOnError(fn, [tf.ones([3])]);
    expect(pass).toBe(false);
    expect(details.leaks[0]?.left.reduce((total, group) => total + group.count, 0)).toBe(count);
    expect(details.leaks[0]?.left[0]?.line).toMatch(/leaks-on-error\.test\.ts:\d+/);
  });
});

describe('what is not', () => {
  test.each<[string, (x: tf.Tensor) => unknown]>([
    ['nothing at all', fail],
    ['a result in a tidy', (x) => tf.tidy(() => (x.square(), fail()))],
    [
      'a result that is freed in a finally',
      async (x) => {
        const square = x.square();
        try {
          await square.data();
          fail();
        } finally {
          square.dispose();
        }
      },
    ],
    ['what an op made before it threw', (x) => tf.softmax(x, 5)],
    [
      'a cache that fills once',
      (x) => {
        cached ??= tf.keep(x.square());
        fail();
      },
    ],
  ])('%s', async (_name, fn) => {
    const { pass, message } = await checkLeaksOnError(fn, [tf.ones([3])]);
    expect(message()).toContain('nothing stays after 1 error');
    expect(pass).toBe(true);
  });

  test('what TensorFlow.js keeps on the tape of a gradient that throws', async () => {
    const broken = tf.customGrad((x) => ({ value: (x as tf.Tensor).square(), gradFunc: fail }));
    const { pass, details, message } = await checkLeaksOnError(
      (x: tf.Tensor) => tf.grad((y) => broken(y.square()).sum())(x),
      [tf.ones([3])],
    );
    expect(pass).toBe(true);
    expect(details.leftByTensorFlow).toBeGreaterThan(0);
    expect(message()).toContain('that TensorFlow.js itself left behind');
  });
});

describe('what TensorFlow.js has in its hands when something in it throws', () => {
  /** A step whose gradients have been computed when it throws. */
  const breakingStep = (x: tf.Tensor): void => {
    weight.assign = fail;
    try {
      optimizer.minimize(() => weight.mul(x).sum(), true, [weight]);
    } finally {
      Reflect.deleteProperty(weight, 'assign');
    }
  };

  test('is counted apart, and freed', async () => {
    const x = tf.ones([3]);
    const before = tf.memory().numTensors;
    const { pass, details } = await checkLeaksOnError(breakingStep, [x]);
    expect(details).toMatchObject({ leaks: [], leftByTensorFlow: 2 });
    expect(pass).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('does not hide what the function itself left', async () => {
    const { details } = await checkLeaksOnError(
      (x: tf.Tensor) => {
        x.square();
        breakingStep(x);
      },
      [tf.ones([3])],
    );
    expect(details.leaks[0]?.left).toEqual([expect.objectContaining({ count: 1, kernel: 'Square' })]);
    expect(details.leftByTensorFlow).toBe(2);
  });
});

test('leaves variables and optimizers as they were', async () => {
  const adam = tf.train.adam(0.1);
  const before = tf.memory().numTensors;
  await checkLeaksOnError(() => {
    adam.minimize(() => weight.square().sum(), false, [weight]);
    fail();
  }, [0]);
  expect(weight).toBeAllEqual([1, 1, 1]);
  expect(tf.memory().numTensors).toBe(before);
  adam.dispose();
});

test.each<[string, unknown, unknown, new (...args: never[]) => Error, string]>([
  ['no function', 5, [1], SubjectError, 'received must be a function'],
  ['a promise', Promise.resolve(), [1], SubjectError, 'hand over the function itself'],
  ['no inputs', fail, [], ArgumentError, 'inputs must be a list with at least one input'],
  ['a single input', fail, 3, ArgumentError, 'goes into brackets'],
  [
    'an input that it takes',
    () => 1,
    [[1, 2]],
    SubjectError,
    'takes inputs[0], an array of length 2, without',
  ],
])('refuses %s', async (_name, fn, inputs, kind, text) => {
  const call = checkLeaksOnError(fn, inputs);
  await expect(call).rejects.toThrow(kind);
  await expect(call).rejects.toThrow(text);
});

test('says what stays, made where, and what was thrown', async () => {
  const { message } = await checkLeaksOnError(
    (x: tf.Tensor) => {
      x.square();
      tf.tensor1d([1, 2, 3]);
      throw new RangeError('labels must be from 0 to 9, got 10');
    },
    [tf.ones([2, 3]), tf.ones([4])],
  );
  expect(message().replaceAll(/:\d+:\d+/g, ':L:C')).toMatchInlineSnapshot(`
    "The function leaves tensors behind when it throws, for 2 of 2 inputs.
      inputs[0]   a tensor float32[2, 3]
      thrown      RangeError: labels must be from 0 to 9, got 10
      what stays  1 × float32[2, 3], computed by Square, at test/error-paths/leaks-on-error.test.ts:L:C
                  1 × float32[3], made from values, at test/error-paths/leaks-on-error.test.ts:L:C
      inputs[1]   a tensor float32[4]
      thrown      RangeError: labels must be from 0 to 9, got 10
      what stays  1 × float32[4], computed by Square, at test/error-paths/leaks-on-error.test.ts:L:C
                  1 × float32[3], made from values, at test/error-paths/leaks-on-error.test.ts:L:C
      hint: what is made before the error is freed by a tf.tidy round all of it, or in a finally."
  `);
});

import * as tf from '@tensorflow/tfjs-node';
import { afterEach, describe, expect, test } from 'vitest';
import { checkLeaks } from '../../src/memory/leaks.ts';
import { allowLeaks } from '../../src/plugin/leak-guard.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest();

const made: tf.Tensor[] = [];
afterEach(() => {
  for (const tensor of made.splice(0)) tensor.dispose();
});
const hold = <T extends tf.Tensor>(tensor: T): T => {
  made.push(tensor);
  return tensor;
};

describe('what leaks', () => {
  test('is counted and told by shape, dtype, kernel and line', async () => {
    const { pass, details, message } = await checkLeaks(() => {
      const x = hold(tf.ones([2, 3]));
      hold(tf.square(x));
      hold(tf.square(x));
    });
    expect(pass).toBe(false);
    expect(new Set(details.tensors)).toEqual(new Set([3]));
    expect(new Set(details.bytes)).toEqual(new Set([72]));
    const line = expect.stringMatching(/test\/memory\/leaks\.test\.ts:\d+:\d+$/) as string;
    expect(details.survivors).toHaveLength(3);
    expect(details.survivors).toContainEqual({
      count: 1,
      shape: [2, 3],
      dtype: 'float32',
      kernel: 'Square',
      line,
    });
    expect(message()).toContain('The step leaks 3 tensors each time it runs.');
    expect(message()).toMatch(
      /float32\[2, 3\], computed by Square, at test\/memory\/leaks\.test\.ts:\d+:\d+/,
    );
  });

  test('is grouped by the line that made it', async () => {
    const { details } = await checkLeaks(() => {
      for (let i = 0; i < 5; i++) hold(tf.scalar(i, 'int32'));
    });
    expect(details.survivors).toEqual([expect.objectContaining({ count: 5, shape: [], dtype: 'int32' })]);
  });

  test('is found in asynchronous steps', async () => {
    const { pass, details } = await checkLeaks(async () => {
      const x = tf.ones([4]);
      await x.data();
      hold(x);
    });
    expect(pass).toBe(false);
    expect(details.survivors).toEqual([expect.objectContaining({ count: 1, shape: [4] })]);
  });

  test('is found when it happens only every third time', async () => {
    let call = 0;
    const { pass, details } = await checkLeaks(() => {
      if (++call % 3 === 0) hold(tf.ones([7]));
    });
    expect(pass).toBe(false);
    expect(details.survivors).toEqual([expect.objectContaining({ count: 1, shape: [7] })]);
  });

  test('is found on the way out of an error', async () => {
    const { pass, message } = await checkLeaks(() => {
      hold(tf.ones([3]));
      throw new Error('bad batch');
    });
    expect(pass).toBe(false);
    expect(message()).toContain('on the way out of an error');
    expect(message()).toContain('bad batch');
  });

  test('is found in bytes when the number of tensors stays', async () => {
    let size = 1;
    let state = hold(tf.zeros([1]));
    const { pass, details } = await checkLeaks(() => {
      state.dispose();
      state = hold(tf.zeros([++size]));
    });
    expect(pass).toBe(false);
    expect(details.tensors.every((count) => count === 0)).toBe(true);
    expect(details.bytes.every((count) => count === 4)).toBe(true);
  });

  test('is told apart from the variables that a step moves', async () => {
    const weight = tf.variable(tf.ones([3]));
    const optimizer = tf.train.adam(0.1);
    const { details } = await checkLeaks(() => {
      const { grads } = tf.variableGrads(() => weight.square().sum(), [weight]);
      optimizer.applyGradients(grads as Parameters<typeof optimizer.applyGradients>[0]);
      hold(grads[weight.name] as tf.Tensor);
    });
    // The loss and one gradient; the weight and the moments of Adam are assigned to, and stay what they are.
    expect(details.survivors.reduce((total, { count }) => total + count, 0)).toBe(details.tensors[0]);
    optimizer.dispose();
    weight.dispose();
  });

  test('optimizers made anew in each step are found', async () => {
    allowLeaks();
    const weight = tf.variable(tf.ones([3]));
    const { pass } = await checkLeaks(() => {
      tf.train.adam(0.1).minimize(() => weight.square().sum(), false, [weight]);
    });
    expect(pass).toBe(false);
    weight.dispose();
  });
});

describe('what does not leak', () => {
  test('the slots of an optimizer are made once', async () => {
    const weight = tf.variable(tf.ones([3]));
    const optimizer = tf.train.adam(0.1);
    const check = await checkLeaks(() => {
      optimizer.minimize(() => weight.square().sum(), false, [weight]);
    });
    expect(check.pass, check.message()).toBe(true);
    optimizer.dispose();
    weight.dispose();
  });

  test('a cache that fills late is made once', async () => {
    let call = 0;
    const check = await checkLeaks(() => {
      if (++call === 4) hold(tf.ones([3]));
    });
    expect(check.pass, check.message()).toBe(true);
    expect(check.details.tensors).toContain(1);
  });

  test('what a step returns belongs to the caller', async () => {
    const before = tf.memory().numTensors;
    const check = await checkLeaks(() => ({ loss: tf.scalar(1), all: [tf.ones([2]), tf.ones([3])] }));
    expect(check.pass, check.message()).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a variable or an old tensor that is returned stays alive', async () => {
    const weight = tf.variable(tf.ones([3]));
    const constant = hold(tf.ones([3]));
    expect((await checkLeaks(() => [weight, constant])).pass).toBe(true);
    expect(weight.isDisposed || constant.isDisposed).toBe(false);
    weight.dispose();
  });
});

test('weights are as they were, and nothing is left behind', async () => {
  const weight = tf.variable(tf.tensor1d([1, 2, 3]));
  const before = tf.memory().numTensors;
  await checkLeaks(() => {
    tf.tidy(() => {
      weight.assign(weight.mul(2));
    });
  });
  expect(Array.from(weight.dataSync())).toEqual([1, 2, 3]);
  expect(tf.memory().numTensors).toBe(before);
  weight.dispose();
});

test('a step that throws and leaks nothing throws as it did', async () => {
  await expect(
    checkLeaks(() => {
      throw new RangeError('no batch');
    }),
  ).rejects.toThrow(new RangeError('no batch'));
});

test('the engine is untouched afterwards', async () => {
  const own = Object.getOwnPropertyNames(tf.engine());
  const { stackTraceLimit } = Error;
  await checkLeaks(() => {
    hold(tf.ones([1]))
      .square()
      .dispose();
  });
  expect(Object.getOwnPropertyNames(tf.engine())).toEqual(own);
  expect(Error.stackTraceLimit).toBe(stackTraceLimit);
});

test.each<[name: string, parameters: unknown[], says: RegExp]>([
  [
    'a promise',
    [Promise.resolve()],
    /must be a function to run repeatedly, got a promise.*\n.*function itself/,
  ],
  ['too few repeats', [() => undefined, { repeats: 1 }], /repeats must be an integer from 2 up/],
  ['a negative warm-up', [() => undefined, { warmUp: -1 }], /warmUp must be an integer from 0 up/],
  ['a misspelt option', [() => undefined, { warmup: 1 }], /no option 'warmup'.*\n.*'warmUp'/],
])('refuses %s', async (_name, parameters, says) => {
  const call = checkLeaks as (...given: unknown[]) => Promise<unknown>;
  await expect(call(...parameters)).rejects.toThrow(says);
});

import * as tf from '@tensorflow/tfjs-node';
import { afterEach, describe, expect, test, vi } from 'vitest';
import '../../matchers/vitest.ts';
import { guarded } from '../../src/error-paths/guarded.ts';
import { withContext } from '../../src/error-paths/with-context.ts';
import { ArgumentError, GuardedError, SubjectError } from '../../src/errors.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest({ variables: true });
afterEach(() => {
  vi.useRealTimers();
});

/** Fails so many times, then gives what it was called with. */
function failing(times: number): { (x: number): number; calls: number } {
  const fn = (x: number): number => {
    fn.calls += 1;
    if (fn.calls <= times) throw new Error(`failure ${fn.calls}`);
    return x;
  };
  fn.calls = 0;
  return fn;
}

/** What a call throws, which must be a GuardedError. */
async function thrownBy(run: () => unknown): Promise<GuardedError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof GuardedError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('retries', () => {
  test.each([
    [0, 0, true],
    [1, 1, true],
    [3, 3, true],
    [2, 1, false],
  ])('%i failures against %i retries', async (failures, retries, succeeds) => {
    const sync = failing(failures);
    const run = guarded(sync, { retries });
    if (succeeds) expect(run(7)).toBe(7);
    else expect(() => run(7)).toThrow(GuardedError);
    const fn = failing(failures);
    const async = guarded(async (x: number) => (await Promise.resolve(), fn(x)), { retries, backoff: 0 });
    if (succeeds) await expect(async(7)).resolves.toBe(7);
    else await expect(async(7)).rejects.toThrow(GuardedError);
    expect([sync.calls, fn.calls]).toEqual(Array(2).fill(Math.min(failures, retries) + 1));
  });

  test('wait twice as long each time', async () => {
    vi.useFakeTimers();
    const waits: number[] = [];
    const wait = vi.spyOn(globalThis, 'setTimeout');
    const fn = failing(3);
    const call = guarded(async (x: number) => (await Promise.resolve(), fn(x)), { retries: 3, backoff: 50 })(
      1,
    );
    await vi.runAllTimersAsync();
    for (const [, milliseconds] of wait.mock.calls) waits.push(milliseconds ?? -1);
    expect(await call).toBe(1);
    expect(waits).toEqual([50, 100, 200]);
    wait.mockRestore();
  });

  test('end with the budget, waiting included', async () => {
    const fn = failing(9);
    const policy = { retries: 9, backoff: 1000, budget: 500 };
    const error = await thrownBy(() =>
      guarded(async (x: number) => (await Promise.resolve(), fn(x)), policy)(1),
    );
    expect(fn.calls).toBe(1);
    expect(error.attempts).toHaveLength(1);
  });

  test.each<[string, unknown]>([
    ['an argument that is wrong', new ArgumentError('no')],
    ['a subject that is wrong', new SubjectError('no')],
    ['a name that there isn’t', new ReferenceError('x is not defined')],
  ])('are not made for %s', (_name, error) => {
    const fn = vi.fn(() => {
      throw error;
    });
    expect(guarded(fn, { retries: 3 })).toThrow(GuardedError);
    expect(fn).toHaveBeenCalledTimes(1);
  });

  test('are made for what the user says', () => {
    const fn = failing(5);
    const when = (error: unknown, attempts: number): boolean =>
      (error as Error).message !== 'failure 2' && attempts < 9;
    expect(() => guarded(fn, { retries: 9, when })(1)).toThrow('failure 2');
    expect(fn.calls).toBe(2);
  });
});

describe('fallback', () => {
  test('stands in, and is told what failed and for which arguments', async () => {
    const policy = {
      retries: 1,
      backoff: 0,
      fallback: (error: unknown, x: number) => (error instanceof Error ? -x : x),
    };
    expect(guarded(failing(9), policy)(3)).toBe(-3);
    const fn = failing(9);
    const promised = { ...policy, fallback: (_error: unknown, x: number) => Promise.resolve(-x) };
    expect(await guarded((x: number) => Promise.resolve().then(() => fn(x)), promised)(3)).toBe(-3);
  });

  test('that fails too leaves both errors', async () => {
    const fallback = (): number => {
      throw new RangeError('no cache');
    };
    const error = await thrownBy(() => guarded(failing(9), { fallback })(1));
    expect(error.cause).toBeInstanceOf(RangeError);
    expect(error.attempts.map((each) => (each as Error).message)).toEqual(['failure 1', 'no cache']);
    expect(error.message).toContain('failed, and so did its fallback: RangeError: no cache');
  });
});

describe('memory', () => {
  test.each<[string, (attempt: () => number) => (x: tf.Tensor) => unknown]>([
    [
      'at once',
      (attempt) => (x) => {
        const y = x.square();
        if (attempt() < 3) throw new Error('not yet');
        return y;
      },
    ],
    [
      'after an await',
      (attempt) => async (x) => {
        const y = x.square();
        await y.data();
        const z = y.add(1);
        await Promise.resolve();
        if (attempt() < 3) throw new Error('not yet');
        y.dispose();
        return z;
      },
    ],
    [
      'in a gradient',
      (attempt) => (x) =>
        tf.grad((y) =>
          tf.customGrad((z) => ({
            value: (z as tf.Tensor).square(),
            gradFunc: (dy) => {
              if (attempt() < 3) throw new Error('not yet');
              return [dy];
            },
          }))(y.mul(2)),
        )(x),
    ],
  ])('of attempts that fail %s is freed, that of the one that succeeds stays', async (_name, make) => {
    let attempts = 0;
    const fn = guarded(
      make(() => (attempts += 1)),
      { retries: 5, backoff: 0 },
    );
    const x = tf.ones([2]);
    const before = tf.memory().numTensors;
    const result = await fn(x);
    expect(attempts).toBe(3);
    expect(result).toHaveShape('2');
    expect(x.isDisposed).toBe(false);
    expect(tf.memory().numTensors).toBe(before + 1);
    (result as tf.Tensor).dispose();
  });

  test('that is kept, and variables, are the user’s', () => {
    const kept: tf.Tensor[] = [];
    const fn = guarded(() => {
      kept.push(tf.keep(tf.ones([2])), tf.variable(tf.ones([3])));
      throw new Error('no');
    });
    expect(fn).toThrow(GuardedError);
    expect(kept.map(({ isDisposed }) => isDisposed)).toEqual([false, false]);
    tf.dispose(kept);
  });

  test('of calls that overlap is told apart', async () => {
    let start = (): void => undefined;
    const started = new Promise<void>((resolve) => (start = resolve));
    const first = guarded(async () => {
      const x = tf.ones([2]);
      await started;
      return x;
    })();
    const second = guarded(async () => {
      tf.ones([3]);
      await Promise.resolve();
      throw new Error('no');
    })();
    await expect(second).rejects.toThrow(GuardedError);
    start();
    const x = await first;
    expect(x.isDisposed).toBe(false);
    x.dispose();
  });

  test('of an outer attempt covers that of an inner one', async () => {
    const inner = guarded(async () => (await Promise.resolve(), tf.ones([2])));
    const outer = guarded(async () => {
      await inner();
      throw new Error('no');
    });
    const before = tf.memory().numTensors;
    await expect(outer()).rejects.toThrow(GuardedError);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('the error', () => {
  test('says what was under way, with which shapes, and which sample is not finite', async () => {
    const predict = guarded(
      (_batch: { xs: tf.Tensor; ys: tf.Tensor }, epoch: number) =>
        withContext('forward', () => {
          throw new Error(`the loss is NaN in epoch ${epoch}`);
        }),
      { retries: 1, context: (_batch, epoch) => `epoch ${epoch}` },
    );
    const batch = { xs: tf.tensor2d([1, 2, 3, NaN, 5, 6], [3, 2]), ys: tf.ones([3]) };
    const error = await thrownBy(() => withContext('run 7', () => predict(batch, 3)));
    expect(error.message.replace(/\d\.\d s/, 'T s')).toMatchInlineSnapshot(`
      "the function failed after 2 attempts in T s: Error: the loss is NaN in epoch 3
        while     epoch 3 › forward
        batch.xs  float32[3, 2], sample 1 holds NaN or an infinity
        batch.ys  float32[3]
        while: run 7"
    `);
    expect(error.context).toEqual(['epoch 3', 'forward']);
    expect(error.attempts).toHaveLength(2);
    expect(error.cause).toBe(error.attempts[1]);
  });

  test('is there for what is no error, too', async () => {
    const error = await thrownBy(
      guarded(() => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error
        throw 'no batch';
      }),
    );
    expect(error.message).toContain('no batch');
    expect(error.attempts).toEqual(['no batch']);
  });

  test('is not hidden by a context that fails', async () => {
    const context = (): string => {
      throw new Error('no epoch');
    };
    const error = await thrownBy(() => guarded(failing(1), { context })(1));
    expect(error.cause).toHaveProperty('message', 'failure 1');
    expect(error.message).toContain("a context that can't be said");
  });
});

test('what it wraps keeps its name and its this', () => {
  const counter = {
    count: 2,
    next: guarded(function next(this: { count: number }) {
      return (this.count += 1);
    }),
  };
  expect(counter.next()).toBe(3);
  expect(counter.next.name).toBe('next');
});

test.each<[string, unknown, unknown, string]>([
  ['no function', 5, {}, 'fn must be a function'],
  ['half a retry', failing(0), { retries: 0.5 }, 'retries must be an integer'],
  ['a wait that never ends', failing(0), { backoff: Infinity }, 'backoff must be'],
  ['a budget below nothing', failing(0), { budget: -1 }, 'budget must be'],
  ['a fallback that is a value', failing(0), { fallback: 5 }, 'fallback must be a function'],
  ['a condition that is a value', failing(0), { when: true }, 'when must be a function'],
  ['a misspelt option', failing(0), { retry: 3 }, "did you mean 'retries'?"],
])('refuses %s', async (_name, fn, policy, text) => {
  const call = (): unknown => guarded(fn as () => void, policy as object);
  await expect(call).toThrowTensorproof('TP_ARGUMENT');
  expect(call).toThrow(text);
});

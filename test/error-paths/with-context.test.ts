import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import '../../matchers/vitest.ts';
import { contextOf } from '../../src/error-paths/error-context.ts';
import { withContext } from '../../src/error-paths/with-context.ts';
import { ArgumentError, GuardedError } from '../../src/errors.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest();

const raise = (error: unknown): never => {
  throw error;
};

/** What a call throws or rejects with. */
async function thrownBy(run: () => unknown): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test.each<[string, (fail: () => never) => unknown]>([
  ['at once', (fail) => withContext('epoch 3', () => withContext('batch 17', fail))],
  [
    'after an await',
    (fail) =>
      withContext('epoch 3', () => withContext('batch 17', async () => (await Promise.resolve(), fail()))),
  ],
  [
    'at once inside of what waits',
    (fail) => withContext('epoch 3', async () => (await Promise.resolve(), withContext('batch 17', fail))),
  ],
  [
    'said only when it is needed',
    (fail) =>
      withContext(
        () => 'epoch 3',
        () => withContext(() => 'batch 17', fail),
      ),
  ],
])('puts what is under way into an error that is thrown %s', async (_name, run) => {
  const cause = new Error('below');
  const error = new ArgumentError('rtol is negative', { argument: 'rtol', actual: -1, cause });
  const { stack = '' } = error;
  const thrown = await thrownBy(() => run(() => raise(error)));
  expect(thrown).toBe(error);
  expect(error).toBeInstanceOf(ArgumentError);
  expect(error.message).toBe('rtol is negative\n  while: epoch 3 › batch 17');
  expect(error).toMatchObject({ argument: 'rtol', actual: -1, cause, name: 'ArgumentError' });
  expect(contextOf(error)).toEqual(['epoch 3', 'batch 17']);
  expect(error.stack).toContain('while: epoch 3 › batch 17');
  const frames = (text: string): string[] => text.split('\n').filter((line) => /^\s*at /.test(line));
  expect(frames(error.stack ?? '')).toEqual(frames(stack));
});

test('says nothing of calls that succeed, and gives what they give', async () => {
  const x = tf.ones([2]);
  const context = (): string => raise(new Error('not asked for'));
  expect(withContext(context, () => x)).toBe(x);
  expect(await withContext(context, () => Promise.resolve(x))).toBe(x);
  expect(contextOf(new Error('x'))).toEqual([]);
  expect(contextOf('x')).toEqual([]);
});

describe('an error that can’t be written to', () => {
  test.each<[string, unknown, string]>([
    ['a text', 'no batch', 'no batch'],
    ['nothing', undefined, 'undefined was thrown'],
    ['a frozen error', Object.freeze(new Error('frozen')), 'frozen'],
  ])('%s becomes the cause of one that can', async (_name, thrown, text) => {
    const error = await thrownBy(() =>
      withContext('epoch 3', () => withContext('batch 17', () => raise(thrown))),
    );
    expect(error).toBeInstanceOf(GuardedError);
    expect(error).toMatchObject({ attempts: [thrown], ...(thrown !== undefined && { cause: thrown }) });
    expect((error as Error).message).toContain(text);
    expect((error as Error).message).toContain('while: epoch 3 › batch 17');
  });

  test('a DOMException, whose message is a getter', async () => {
    const exception = new DOMException('aborted', 'AbortError');
    const error = await thrownBy(() => withContext('epoch 3', () => raise(exception)));
    expect(error).toBe(exception);
    expect(exception.message).toBe('aborted\n  while: epoch 3');
    expect(exception.name).toBe('AbortError');
  });
});

test('a context that fails does not hide the error', async () => {
  const error = await thrownBy(() =>
    withContext(
      () => raise(new Error('no epoch')),
      () => raise(new RangeError('bad batch')),
    ),
  );
  expect(error).toBeInstanceOf(RangeError);
  expect((error as Error).message).toContain("bad batch\n  while: a context that can't be said");
});

test.each<[string, unknown, unknown, string]>([
  ['no context', undefined, () => 1, 'context must be a text'],
  ['an empty one', '  ', () => 1, 'context must be a text'],
  ['no function', 'epoch 3', 5, 'fn must be a function'],
  ['a promise', 'epoch 3', Promise.resolve(), 'hand over the function itself'],
])('refuses %s', async (_name, context, fn, text) => {
  const call = (): unknown => withContext(context as string, fn as () => unknown);
  await expect(call).toThrowTensorproof('TP_ARGUMENT');
  expect(call).toThrow(text);
});

import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  ArgumentError,
  checkLeaksOnError,
  checkRejectsBadInput,
  checkSurvivesFaults,
  checkThrows,
  checked,
} from '../../src/index.ts';
import { listenToAsserted, noteAsserted } from '../../src/error-paths/note-asserted.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest();

const LISTENER = Symbol.for('tensorproof.asserted-errors');
let heard: { error: unknown; by: string }[] = [];
let before: unknown;
beforeEach(() => {
  heard = [];
  // Under coverage there is one.
  before = Reflect.get(globalThis, LISTENER);
  listenToAsserted((error, by) => {
    heard.push({ error, by });
  });
});
afterEach(() => {
  Reflect.set(globalThis, LISTENER, before);
});

const refuse = (): never => {
  throw new ArgumentError('x must be y', { argument: 'x', expected: 'y' });
};

test.each<[string, Parameters<typeof checkThrows>, string | undefined]>([
  ['any error', [refuse], 'any'],
  ['a code', [refuse, 'TP_ARGUMENT'], 'type'],
  ['a class', [refuse, ArgumentError], 'type'],
  ['an argument', [refuse, ArgumentError, { argument: 'x' }], 'message'],
  ['an error that was caught', [new ArgumentError('x'), ArgumentError], 'type'],
  ['another class', [refuse, 'TP_SUBJECT'], undefined],
  ['another argument', [refuse, ArgumentError, { argument: 'z' }], undefined],
  ['nothing that throws', [() => 1], undefined],
])('checkThrows: %s', async (_name, args, by) => {
  await checkThrows(...args);
  expect(heard.map((each) => each.by)).toEqual(by === undefined ? [] : [by]);
});

test('what a promise rejects with', async () => {
  await checkThrows(Promise.reject(new ArgumentError('x')), ArgumentError);
  expect(heard).toEqual([{ error: expect.any(ArgumentError) as unknown, by: 'type' }]);
});

test('bad input that is refused well, and not that which is taken', async () => {
  const double = (x: tf.Tensor): tf.Tensor => tf.mul(x, 2);
  const options = { kinds: ['axis off by one'], runs: 3 } as const;
  await checkRejectsBadInput(double, 'batch 3', options);
  expect(heard).toEqual([]);
  await checkRejectsBadInput(checked('batch 3 -> batch 3', double), 'batch 3', options);
  expect(heard).not.toEqual([]);
  expect(new Set(heard.map(({ by }) => by))).toEqual(new Set(['message']));
});

test('an error after which nothing stays, and not one that leaves tensors', async () => {
  const throwing = (leaks: boolean) => (): void => {
    if (leaks) tf.ones([2]);
    throw new Error('late');
  };
  await checkLeaksOnError(throwing(false), [undefined]);
  expect(heard).toMatchObject([{ error: { message: 'late' }, by: 'any' }]);
  heard = [];
  const { pass } = await checkLeaksOnError(throwing(true), [undefined]);
  expect(pass).toBe(false);
  expect(heard).toEqual([]);
  tf.disposeVariables();
});

test('an injected fault that comes out, as it is or wrapped', async () => {
  const mean = (x: tf.Tensor): tf.Tensor => tf.tidy(() => x.square().mean());
  await checkSurvivesFaults(
    (x: tf.Tensor) => {
      try {
        return mean(x);
      } catch (cause) {
        throw new Error('no mean', { cause });
      }
    },
    [tf.ones([2])],
    { kernels: 1 },
  );
  expect(heard).toMatchObject([{ error: { message: 'no mean' }, by: 'any' }]);
});

test('nothing happens where nobody listens', () => {
  Reflect.deleteProperty(globalThis, LISTENER);
  expect(() => {
    noteAsserted(new Error('x'), 'any');
  }).not.toThrow();
});

import { ArgumentError } from '../errors.ts';
import { describeKind } from '../tensor/subject.ts';
import type { Seed } from './generator.ts';
import { openScope } from './scope.ts';

/**
 * Refuses what can't be a seed: NaN and the infinities would be one seed, and an object is its `[object Object]`.
 * @throws ArgumentError for anything but a finite number or a string
 */
export function requireSeed(seed: unknown, where: string): Seed {
  if (typeof seed === 'string' || (typeof seed === 'number' && Number.isFinite(seed))) return seed;
  throw new ArgumentError(`${where}: seed must be a finite number or a string, got ${describeKind(seed)}.`, {
    argument: 'seed',
    expected: 'a finite number or a string',
    actual: seed,
  });
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

/**
 * Runs a function with everything that TensorFlow.js draws at random determined by a seed: initial weights, dropout,
 * the order in which `fit` shuffles, `tf.randomNormal` and its kin, `tf.multinomial` on the native backend too, and
 * `tf.data`'s shuffle. `Math.random` as such is seeded, so data that a test makes with it repeats as well.
 *
 * Calls may nest, and asynchronous ones may overlap: each follows its own stream through every `await`. Once the call
 * has returned, thrown or settled, `Math.random` is what it was before.
 * @param seed any finite number or string
 * @param fn what to run; it may be asynchronous
 * @returns what `fn` returns
 * @throws ArgumentError when `seed` is no finite number or string, or `fn` no function; and whatever `fn` throws
 * @example
 * import * as tf from '@tensorflow/tfjs-core';
 * import { seeded } from 'tensorproof';
 *
 * const first = seeded(42, () => tf.randomNormal([2, 3]));
 * const again = seeded(42, () => tf.randomNormal([2, 3])); // the same six numbers
 */
export function seeded<T>(seed: Seed, fn: () => T): T {
  requireSeed(seed, 'seeded');
  if (typeof fn !== 'function') {
    throw new ArgumentError(`seeded: fn must be a function, got ${describeKind(fn)}.`, {
      argument: 'fn',
      expected: 'a function',
      actual: describeKind(fn),
    });
  }
  const scope = openScope(seed);
  let result: T;
  try {
    result = scope.run(fn);
  } catch (error) {
    scope.close();
    throw error;
  }
  if (!isThenable(result)) {
    scope.close();
    return result;
  }
  // `finally` hands on the value or the reason unchanged, so this is a T as much as the promise it was made of.
  return Promise.resolve(result).finally(() => {
    scope.close();
  }) as T;
}

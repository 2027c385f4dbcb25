import { ArgumentError } from '../errors.ts';
import { describeKind, isThenable } from '../tensor/subject.ts';
import { addContext } from './error-context.ts';

/**
 * Runs a function, and puts what is under way into any error that comes out of it: `… while: epoch 3 › batch 17`. The error stays the one
 * that it was: its class, its stack, its cause and its fields. Calls nest, and the function may be asynchronous.
 * @param context what is under way, or a function that says so, called only when something is thrown
 * @param fn what to run
 * @returns what `fn` returns
 * @throws whatever `fn` throws, with the context in its message; a GuardedError for what is no error, or is frozen. ArgumentError for
 * a context that is no text and for what can't be run
 * @example
 * import { contextOf, withContext } from 'tensorproof';
 *
 * try {
 *   withContext('epoch 3', () => withContext('batch 17', () => tf.tensor1d([1, 2]).reshape([3])));
 * } catch (error) {
 *   contextOf(error); // ['epoch 3', 'batch 17']
 * }
 */
export function withContext<Result>(context: string | (() => string), fn: () => Result): Result {
  const given: { readonly context: unknown; readonly fn: unknown } = { context, fn }; // callers without types hand over anything
  if (
    typeof given.context !== 'function' &&
    (typeof given.context !== 'string' || given.context.trim() === '')
  ) {
    throw new ArgumentError(
      `withContext: context must be a text or a function that gives one, got ${describeKind(given.context)}.`,
      { argument: 'context', expected: 'a text, or a function that gives one', actual: given.context },
    );
  }
  if (typeof given.fn !== 'function') {
    throw new ArgumentError(`withContext: fn must be a function, got ${describeKind(given.fn)}.`, {
      argument: 'fn',
      expected: 'a function',
      actual: describeKind(given.fn),
      ...(isThenable(given.fn) && { hint: 'hand over the function itself: () => step().' }),
    });
  }
  let result: Result;
  try {
    result = fn();
  } catch (error) {
    throw addContext(error, textOf(context));
  }
  if (!isThenable(result)) return result;
  // What `then` gives resolves to the same as the promise that fn returned.
  return Promise.resolve(result).catch((error: unknown) => {
    throw addContext(error, textOf(context));
  }) as Result;
}

/** A function of the user's that fails must not hide the error it is asked about. */
function textOf(context: string | (() => string)): string {
  if (typeof context === 'string') return context;
  try {
    const text: unknown = context();
    return String(text);
  } catch (error) {
    return `a context that can't be said (${String(error)})`;
  }
}

import { countOf, writeMessage } from '../checks/evidence.ts';
import { freeAbandonedTape } from '../engine/abandoned-tape.ts';
import { TensorsOfFlow } from '../engine/tensors-of-flow.ts';
import { ArgumentError, GuardedError } from '../errors.ts';
import { describeKind, isThenable } from '../tensor/subject.ts';
import { parameterNames } from './parameter-names.ts';
import { describeArguments } from './describe-arguments.ts';
import { describeError, shorten } from './describe-error.ts';
import { contextOf, describeWithoutContext } from './error-context.ts';
import { requirePolicy, type Guard, type GuardPolicy } from './guard-policy.ts';

/** One call of a guarded function. */
interface Call {
  readonly guard: Guard;
  readonly name: string;
  readonly names: readonly string[];
  readonly args: readonly unknown[];
  readonly run: () => unknown;
  readonly begun: number;
  /** What the attempts threw so far. */
  readonly errors: unknown[];
}

/**
 * Wraps a function so that a failure is met as a policy says: it is tried again, something else stands in, or it fails in a way that
 * says with what. Tensors that a failed attempt made are freed, as `tf.tidy` would: what should outlive it is kept by `tf.keep`.
 *
 * What it throws in the end is a GuardedError: `cause` is what the last attempt threw, `attempts` has what each did, and its message
 * says what was under way, the shapes that went in, and which sample is not finite.
 * @param fn a function, sync or async
 * @param policy `retries` with `backoff` and `budget`, `fallback`, `context`
 * @returns a function of the same type
 * @throws ArgumentError when `fn` is no function or the policy can't be followed
 * @example
 * import { guarded } from 'tensorproof';
 *
 * let calls = 0;
 * const load = guarded(
 *   async (path: string) => {
 *     calls += 1;
 *     if (calls < 3) throw new Error(`${path} is busy`);
 *     return tf.tensor1d([1, 2]);
 *   },
 *   { retries: 3, backoff: 1, context: (path) => `loading ${path}` },
 * );
 * (await load('labels.bin')).size; // 2, after three attempts
 */
export function guarded<F extends (...args: never[]) => unknown>(
  fn: F,
  policy: GuardPolicy<Parameters<F>, ReturnType<F>> = {},
): F {
  const given: unknown = fn; // callers without types hand over anything
  if (typeof given !== 'function') {
    throw new ArgumentError(`guarded: fn must be a function, got ${describeKind(given)}.`, {
      argument: 'fn',
      expected: 'a function',
      actual: describeKind(given),
    });
  }
  const guard = requirePolicy(policy, 'guarded');
  const name = given.name === '' ? 'the function' : given.name;
  const names = parameterNames(fn);
  function guardedCall(this: unknown, ...args: unknown[]): unknown {
    const run = (): unknown => Reflect.apply(fn, this, args);
    return attempt({ guard, name, names, args, run, begun: performance.now(), errors: [] });
  }
  Object.defineProperty(guardedCall, 'name', { value: given.name, configurable: true });
  return guardedCall as unknown as F; // it takes what fn takes and gives what fn gives
}

/** Makes an attempt, and those after it. */
function attempt(call: Call): unknown {
  for (;;) {
    const flow = new TensorsOfFlow();
    let result: unknown;
    try {
      result = flow.run(call.run);
    } catch (error) {
      clear(flow);
      if (mayRetry(call, error, 0)) continue;
      return giveUp(call, error);
    }
    if (!isThenable(result)) {
      flow.close();
      return result;
    }
    return settle(call, flow, result);
  }
}

/** Waits for an attempt, and makes those after it. */
async function settle(call: Call, flow: TensorsOfFlow, promise: unknown): Promise<unknown> {
  try {
    const result = await promise;
    flow.close();
    return result;
  } catch (error) {
    clear(flow);
    const wait = call.guard.waitAfter(call.errors.length + 1);
    if (!mayRetry(call, error, wait)) return giveUp(call, error);
    await new Promise((resolve) => setTimeout(resolve, wait));
    return attempt(call);
  }
}

function clear(flow: TensorsOfFlow): void {
  flow.free();
  flow.close();
  freeAbandonedTape();
}

function mayRetry({ guard, begun, errors }: Call, error: unknown, wait: number): boolean {
  errors.push(error);
  return (
    errors.length <= guard.retries &&
    performance.now() - begun + wait <= guard.budget &&
    guard.when(error, errors.length)
  );
}

function giveUp(call: Call, error: unknown): unknown {
  const { guard, args, errors } = call;
  if (guard.fallback === undefined) throw failure(call, error);
  const failed = (thrown: unknown): GuardedError => {
    errors.push(thrown);
    return failure(call, thrown, 'and so did its fallback');
  };
  let result: unknown;
  try {
    result = guard.fallback(error, ...args);
  } catch (thrown) {
    throw failed(thrown);
  }
  if (!isThenable(result)) return result;
  return Promise.resolve(result).catch((thrown: unknown) => {
    throw failed(thrown);
  });
}

function failure(call: Call, error: unknown, also?: string): GuardedError {
  const { guard, name, names, args, begun, errors } = call;
  const context = [...ownContext(guard, args), ...contextOf(error)];
  const attempts = errors.length - (also === undefined ? 0 : 1);
  const tries = attempts === 1 ? '' : ` after ${countOf(attempts, 'attempt')} in ${seconds(begun)}`;
  const others = [...new Set(errors.slice(0, -1).map((each) => describeError(each, 100)))].filter(
    (text) => text !== describeError(error, 100),
  );
  const message = writeMessage(
    `${name} failed${tries}${also === undefined ? '' : `, ${also}`}: ${describeWithoutContext(error)}`,
    [
      ['while', context.length === 0 ? undefined : context.join(' › ')],
      ...describeArguments(args, names),
      ['before', others.length === 0 ? undefined : shorten(others.join('; '), 300)],
    ],
  );
  return new GuardedError(message, { attempts: [...errors], context, cause: error });
}

function ownContext({ context }: Guard, args: readonly unknown[]): string[] {
  if (context === undefined) return [];
  if (typeof context === 'string') return [context];
  try {
    return [String(context(...args))];
  } catch (error) {
    // It must not hide the error it is asked about.
    return [`a context that can't be said (${describeError(error, 80)})`];
  }
}

function seconds(begun: number): string {
  return `${((performance.now() - begun) / 1000).toFixed(1)} s`;
}

import { requireOptions } from '../checks/options.ts';
import { ArgumentError, type ErrorCode } from '../errors.ts';
import { describeKind } from '../tensor/subject.ts';
import { fieldOf } from './describe-error.ts';

/** What a guarded function does when it fails. */
export interface GuardPolicy<Args extends readonly unknown[] = readonly unknown[], Result = unknown> {
  /** How often it is tried again. @defaultValue 0 */
  readonly retries?: number | undefined;
  /**
   * Milliseconds before the second attempt, doubled before each further one, or a function of the number of attempts so far. A
   * synchronous function can't wait: it is tried again at once.
   * @defaultValue 100
   */
  readonly backoff?: number | ((attempts: number) => number) | undefined;
  /** Milliseconds in all after which no further attempt is begun, waiting included. @defaultValue Infinity */
  readonly budget?: number | undefined;
  /**
   * Whether an error is worth another attempt.
   * @defaultValue all but those of a contract or an argument that is wrong, which will be wrong again
   */
  readonly when?: ((error: unknown, attempts: number) => boolean) | undefined;
  /** Gives a result instead, when no attempt is left. */
  readonly fallback?: ((error: unknown, ...args: Args) => Result) | undefined;
  /** What is under way: a text, or a function of the arguments that says so. */
  readonly context?: string | ((...args: Args) => string) | undefined;
}

/** A policy with nothing left open. */
export interface Guard {
  readonly retries: number;
  readonly waitAfter: (attempts: number) => number;
  readonly budget: number;
  readonly when: (error: unknown, attempts: number) => boolean;
  readonly fallback: ((error: unknown, ...args: readonly unknown[]) => unknown) | undefined;
  readonly context: string | ((...args: readonly unknown[]) => unknown) | undefined;
}

/** What a second attempt can't mend. */
const FINAL: readonly ErrorCode[] = [
  'TP_ARGUMENT',
  'TP_SUBJECT',
  'TP_SHAPE_SPEC',
  'TP_CONTRACT',
  'TP_INTERACTION',
  'TP_PACKAGE',
];

/** @throws ArgumentError for a policy that can't be followed */
export function requirePolicy(policy: unknown, where: string): Guard {
  const given = requireOptions(
    policy,
    ['retries', 'backoff', 'budget', 'when', 'fallback', 'context'],
    where,
  );
  const { retries = 0, backoff = 100, budget = Infinity, when, fallback, context } = given;
  if (typeof retries !== 'number' || !Number.isInteger(retries) || retries < 0)
    throw refuse('retries', 'an integer from 0 up', retries, where);
  if (typeof backoff !== 'function' && !isDuration(backoff, true))
    throw refuse('backoff', 'a finite number of milliseconds from 0 up, or a function', backoff, where);
  if (!isDuration(budget, false)) throw refuse('budget', 'a number of milliseconds from 0 up', budget, where);
  const isWorth = requireFunctionOr(when, isWorthwhile, 'when', where);
  return {
    retries,
    waitAfter: (attempts) => {
      if (typeof backoff === 'number') return backoff * 2 ** (attempts - 1);
      const wait: unknown = Reflect.apply(backoff, undefined, [attempts]); // it is a function then
      return isDuration(wait, true) ? wait : 0;
    },
    budget,
    when: (error, attempts) => Boolean(isWorth(error, attempts)),
    fallback: requireFunctionOr(fallback, undefined, 'fallback', where),
    context: typeof context === 'string' ? context : requireFunctionOr(context, undefined, 'context', where),
  };
}

function isWorthwhile(...[error]: readonly unknown[]): boolean {
  const code = fieldOf(error, 'code');
  return !FINAL.some((final) => final === code) && !(error instanceof ReferenceError);
}

function isDuration(value: unknown, finite: boolean): value is number {
  return typeof value === 'number' && value >= 0 && (!finite || Number.isFinite(value));
}

type AnyCallable = (...args: readonly unknown[]) => unknown;

function requireFunctionOr<Otherwise>(
  value: unknown,
  otherwise: Otherwise,
  name: string,
  where: string,
): AnyCallable | Otherwise {
  if (value === undefined) return otherwise;
  if (typeof value === 'function') return value as AnyCallable; // what it makes of its arguments is the user's
  throw refuse(name, name === 'context' ? 'a text or a function' : 'a function', value, where);
}

function refuse(name: string, expected: string, actual: unknown, where: string): ArgumentError {
  return new ArgumentError(`${where}: ${name} must be ${expected}, got ${describeKind(actual)}.`, {
    argument: name,
    expected,
    actual,
  });
}

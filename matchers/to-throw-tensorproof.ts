import type { ErrorCode } from '../src/errors.ts';
import { checkThrows, type ErrorClass, type ThrowsOptions } from '../src/error-paths/throws.ts';
import { asMatcherResult, type EitherMatcher } from './define-matcher.ts';

/**
 * Passes when a function throws an error of this library with the right code or class, and the right data. A function that
 * answers at once is judged at once; `await` works for every subject.
 * @param received a function, which may be asynchronous, a promise that should reject, or, behind `.rejects`, what it rejected with
 * @param code a code such as `'TP_ARGUMENT'`, or a class such as `ArgumentError`; any of the library's errors by default
 * @param options which `argument` it names, what it says was `expected`, what came (`actual`)
 * @throws SubjectError for a subject that can't throw; ArgumentError for a code or class that isn't one
 * @example
 * import { expect } from 'vitest';
 * import { ArgumentError, checked } from 'tensorproof';
 * import 'tensorproof/vitest';
 *
 * await expect(() => checked('b 3 -> b', (x: unknown) => x, { nam: 'f' } as object)).toThrowTensorproof(ArgumentError, {
 *   argument: 'nam',
 * });
 */
export const toThrowTensorproof: EitherMatcher<
  never,
  [code?: ErrorCode | ErrorClass, options?: ThrowsOptions]
> = (received, ...[code, options]: [code?: ErrorCode | ErrorClass, options?: ThrowsOptions]) => {
  const check = checkThrows(received, code, options, 'toThrowTensorproof');
  return check instanceof Promise ? check.then(asMatcherResult) : asMatcherResult(check);
};

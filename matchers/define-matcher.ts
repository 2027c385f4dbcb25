import type { CheckResult } from '../src/checks/check-result.ts';

/** What `expect.extend` wants back; Vitest and Jest agree on it. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * The part of `this` that Vitest 4, Vitest 5 and Jest 30 all give a matcher. Most matchers need none of it.
 */
export interface MatcherContext {
  /** Whether the matcher stands behind `.not`; the runner turns the outcome round by itself. */
  readonly isNot?: boolean;
  /** `'resolves'`, `'rejects'` or empty. */
  readonly promise?: string;
  readonly currentTestName?: string;
  readonly testPath?: string;
}

/**
 * A matcher as `expect.extend` takes it. The parameters are declared here and nowhere else: the types of
 * `expect(…)` in Vitest and Jest are derived from them.
 * @typeParam Args what stands between the parentheses, as a labelled tuple
 * @example
 * export const toHaveRank: Matcher<[rank: number]> = (received, rank) =>
 *   asMatcherResult(checkRank(requireTensor(received, 'toHaveRank'), rank));
 */
export type Matcher<Args extends readonly unknown[] = []> = (
  this: MatcherContext,
  received: unknown,
  ...args: Args
) => MatcherResult;

/**
 * A matcher whose check takes time: it must be awaited, and `expect(…).toX(…)` returns a promise.
 * @typeParam Args what stands between the parentheses, as a labelled tuple
 */
export type AsyncMatcher<Args extends readonly unknown[] = []> = (
  this: MatcherContext,
  received: unknown,
  ...args: Args
) => Promise<MatcherResult>;

declare const forms: unique symbol;

/**
 * A matcher that answers at once in one form, and takes time in another.
 * @typeParam Args what stands between the parentheses in the first form
 * @typeParam AsyncArgs what stands there in the second, which must be awaited
 */
export type EitherMatcher<Args extends readonly unknown[], AsyncArgs extends readonly unknown[]> = ((
  this: MatcherContext,
  received: unknown,
  ...args: Args | AsyncArgs
) => MatcherResult | Promise<MatcherResult>) & {
  /** Only for the compiler: no such field exists. */
  readonly [forms]?: readonly [Args, AsyncArgs];
};

/**
 * Hands the outcome of a check to the test runner. The message stays unbuilt until the runner asks for it.
 * @param check the outcome of any `check…` function
 * @returns what `expect.extend` wants back
 */
export function asMatcherResult(check: CheckResult<unknown>): MatcherResult {
  return { pass: check.pass, message: () => check.message() };
}

/**
 * What an assertion returns, read off its own `toBe`: nothing, or a promise behind `.resolves`. On `expect` itself,
 * where there is no `toBe`, the method makes an asymmetric matcher. Vitest 4 infers from the bare method, with no `Self`.
 */
export type OutcomeOf<Self> = unknown extends Self
  ? ReturnType<() => void>
  : Self extends { toBe: (...args: never[]) => infer Outcome }
    ? Outcome
    : unknown;

/**
 * The methods that a list of matchers adds to `expect(…)`. One mapped type serves Vitest 4 (whose `Matchers` takes one
 * type parameter), Vitest 5 and Jest (two, in another order): what is returned follows from the assertion itself.
 */
export type MatcherMethods<List> = {
  readonly [Name in keyof List]: List[Name] extends Matcher<infer Args>
    ? <Self>(this: Self, ...args: Args) => OutcomeOf<Self>
    : List[Name] extends AsyncMatcher<infer Args>
      ? (...args: Args) => Promise<void>
      : List[Name] extends EitherMatcher<infer Args, infer AsyncArgs>
        ? <Self, Given extends Args | AsyncArgs>(
            this: Self,
            // Not overloads: behind .resolves, Vitest would see only the last one.
            ...args: Given
          ) => Given extends Args ? OutcomeOf<Self> : Promise<void>
        : never;
};

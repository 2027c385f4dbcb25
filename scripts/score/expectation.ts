import * as matchers from '../../matchers/index.ts';
import type { MatcherContext, MatcherResult } from '../../matchers/define-matcher.ts';
import { failed, PASSED, thrown, type Outcome } from './outcome.ts';

/** A matcher whose arguments were looked at by whoever wrote the expectation. */
type AnyMatcher = (
  this: MatcherContext,
  received: unknown,
  ...args: readonly unknown[]
) => MatcherResult | Promise<MatcherResult>;

/** An expectation as data: `expect(received).matcher(…args)`. */
export interface Expectation {
  readonly matcher: string;
  readonly received: unknown;
  readonly args: readonly unknown[];
  readonly isNegated?: boolean;
}

/** Whether there is a matcher of that name. */
export function isMatcher(name: string): boolean {
  return Object.hasOwn(matchers, name);
}

/** Runs the matcher that users run, outside of a test runner. */
export async function meet({ matcher, received, args, isNegated = false }: Expectation): Promise<Outcome> {
  if (!isMatcher(matcher)) return { kind: 'crashed', message: `There is no matcher ${matcher}.` };
  // Each entry of the list but the asymmetric ones is a matcher; a test sees that no program names those.
  const call = matchers[matcher as keyof typeof matchers] as unknown as AnyMatcher;
  try {
    const { pass, message } = await call.call({ isNot: isNegated }, received, ...args);
    return pass === isNegated ? failed(message()) : PASSED;
  } catch (error) {
    return thrown(error);
  }
}

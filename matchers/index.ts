/**
 * The list of matchers, one a line. It is made for `expect.extend`, so it exports matchers and types and nothing else.
 * @example
 * import * as matchers from 'tensorproof/matchers';
 * expect.extend(matchers);
 */
export type { Matcher, MatcherContext, MatcherResult } from './define-matcher.ts';
export type { TensorMatchers } from './tensor-matchers.ts';

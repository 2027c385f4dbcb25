import type { MatcherMethods } from './define-matcher.ts';
import type * as matchers from './index.ts';

type Matchers = typeof matchers;

/** Those that only make sense inside an expected value. */
type AsymmetricOnly = 'tensor' | 'tensorCloseTo';

/** What tensorproof adds to `expect(…)`; the types of Vitest extend it. */
// An interface, since only an interface can be merged into those of Vitest.
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface TensorMatchers extends MatcherMethods<Omit<Matchers, AsymmetricOnly>> {}

/** What tensorproof adds to `expect` itself: every matcher also works inside an expected value. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface AsymmetricTensorMatchers extends MatcherMethods<Pick<Matchers, AsymmetricOnly>> {}

import type { MatcherMethods } from './define-matcher.ts';
import type * as matchers from './index.ts';

/**
 * What tensorproof adds to `expect(…)`; the types of Vitest and Jest extend this one interface.
 * @example
 * declare module 'expect' {
 *   interface Matchers<R> extends TensorMatchers {}
 * }
 */
// An interface, since only an interface can be merged into those of Vitest and Jest.
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface TensorMatchers extends MatcherMethods<typeof matchers> {}

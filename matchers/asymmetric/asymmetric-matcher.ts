import type { LeafFailure } from '../../src/tensor/comparison/index.ts';
import { describeKind } from '../../src/tensor/subject.ts';
import type { MatcherResult } from '../define-matcher.ts';

/**
 * An asymmetric matcher of tensors: it stands inside an expected value and decides about what stands in its place. Vitest and Jest
 * recognise one by these members.
 */
export abstract class AsymmetricTensorMatcher {
  /** By which printers recognise a value that says itself how it prints. */
  readonly $$typeof = Symbol.for('jest.asymmetricMatcher');
  readonly inverse: boolean;

  constructor(inverse: boolean) {
    this.inverse = inverse;
  }

  /** Whether a value is as described, negation aside. */
  protected abstract accepts(other: unknown): boolean;

  /** The call that made this matcher, as the user wrote it. */
  protected abstract describe(): string;

  /** What of a value is not as described, where more can be said than that. */
  abstract explain(other: unknown): readonly LeafFailure[];

  asymmetricMatch(other: unknown): boolean {
    return this.accepts(other) !== this.inverse;
  }

  toString(): string {
    return `${this.inverse ? 'not.' : ''}${this.describe()}`;
  }

  toAsymmetricMatcher(): string {
    return this.toString();
  }

  getExpectedType(): string {
    return 'object';
  }

  /** How chai prints it inside a sentence. */
  [Symbol.for('chai/inspect')](): string {
    return this.toString();
  }
}

/** An asymmetric matcher as a matcher of its own, which is what `expect.extend` makes asymmetric ones from. */
export function asAssertion(received: unknown, matcher: AsymmetricTensorMatcher): MatcherResult {
  const pass = matcher.asymmetricMatch(received);
  const message = (): string =>
    `Expected ${describeKind(received)} ${pass ? 'not ' : ''}to match ${matcher.toString()}, ${pass ? 'and it does' : 'but it does not'}.`;
  return { pass, message };
}

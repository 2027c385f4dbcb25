/** Any asymmetric matcher: Vitest's, Jest's, ours or a user's own. */
export interface Asymmetric {
  asymmetricMatch(other: unknown, testers?: unknown): boolean;
  toAsymmetricMatcher?(): string;
}

/** Whether a value decides by itself what equals it, as `expect.any(Number)` does. */
export function isAsymmetric(value: unknown): value is Asymmetric {
  return (
    typeof value === 'object' &&
    value !== null &&
    'asymmetricMatch' in value &&
    typeof value.asymmetricMatch === 'function'
  );
}

/** An asymmetric matcher as it prints itself, on one line, e.g. `Any<Number>`. */
export function printAsymmetric(value: Asymmetric): string {
  return value.toAsymmetricMatcher?.().replaceAll(/\s+/g, ' ') ?? 'an asymmetric matcher';
}

import type { Generator } from './generator.ts';

/**
 * Makes `Math.random` draw from the generator of the running code.
 * @param currentGenerator `undefined` where the running code was not seeded
 * @returns puts `Math.random` back
 */
export function seedMathRandom(currentGenerator: () => Generator | undefined): () => void {
  const original = Math.random;
  const replacement = (): number => (currentGenerator() ?? original)();
  Math.random = replacement;
  return () => {
    // Something else may have been put in its place meanwhile, a mock for one: that is not ours to take away.
    if (Math.random === replacement) Math.random = original;
  };
}

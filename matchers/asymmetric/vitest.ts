import { expect } from 'vitest';
import { TensorCloseToMatcher } from './tensor-close-to.ts';
import { TensorMatcher } from './tensor.ts';

type Factory = (...args: never[]) => unknown;

const FACTORIES: Readonly<Record<string, (inverse: boolean) => Factory>> = {
  tensor:
    (inverse) =>
    (...args: ConstructorParameters<typeof TensorMatcher> extends [boolean, ...infer Rest] ? Rest : never) =>
      new TensorMatcher(inverse, ...args),
  tensorCloseTo:
    (inverse) =>
    (
      ...args: ConstructorParameters<typeof TensorCloseToMatcher> extends [boolean, ...infer Rest]
        ? Rest
        : never
    ) =>
      new TensorCloseToMatcher(inverse, ...args),
};

/**
 * Puts our asymmetric matchers in the place of those that `expect.extend` made of the same functions: they judge alike, but these
 * refuse a bad argument where it was written, and print a tensor readably.
 */
export function installAsymmetricMatchers(): void {
  // Where Vitest looks for the asymmetric matchers of an `expect` that belongs to one test.
  const shared: unknown = Reflect.get(globalThis, Symbol.for('asymmetric-matchers-object'));
  for (const [name, make] of Object.entries(FACTORIES)) {
    define(expect, name, make(false));
    define(expect.not, name, make(true));
    if (typeof shared === 'object' && shared !== null) define(shared, name, make(false));
  }
}

function define(target: object, name: string, value: Factory): void {
  Object.defineProperty(target, name, { value, configurable: true, enumerable: true, writable: true });
}

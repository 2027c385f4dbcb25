/**
 * Registers every matcher with Vitest, and their types; makes Vitest's own matchers compare and explain tensors, and its
 * snapshots print them. Import it once in a setup file; the plugin does so by itself.
 * @example
 * // vitest.config.ts
 * export default defineConfig({ test: { setupFiles: ['tensorproof/vitest'] } });
 */
import { expect } from 'vitest';
import { installAsymmetricMatchers } from './asymmetric/vitest.ts';
import { shareOneOf } from './equality/share-one-of.ts';
import { overrideMatchers } from './equality/overrides.ts';
import { tensorEquality } from './equality/tensor-equality.ts';
import * as matchers from './index.ts';
import { tensorSerializer } from './serializer.ts';
import { joinObsoleteReport } from './snapshot/obsolete.ts';
import type { AsymmetricTensorMatchers, TensorMatchers } from './tensor-matchers.ts';

/** Set on the global object, of which each test file has its own unless they share a worker: there, once is enough. */
const REGISTERED = Symbol.for('tensorproof.registered');

if (Reflect.get(globalThis, REGISTERED) !== true) {
  Reflect.set(globalThis, REGISTERED, true);
  const { toBeOneOf, ...others } = matchers;
  expect.extend(others);
  shareOneOf(toBeOneOf);
  expect.addEqualityTesters([tensorEquality]);
  expect.addSnapshotSerializer(tensorSerializer);
  installAsymmetricMatchers();
  overrideMatchers();
}

joinObsoleteReport();

declare module 'vitest' {
  // Without type parameters it merges with `Matchers<T>` of Vitest 4 and with `Matchers<R, T>` of Vitest 5. Vitest declares a
  // toBeOneOf of its own, whose parameters are also right for ours.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface Matchers extends Omit<TensorMatchers, 'toBeOneOf'> {}
  // Every matcher also works inside another: expect.toHaveShape('b 3'), expect.not.toHaveShape('b 3').
  interface AsymmetricMatchersContaining
    extends Omit<TensorMatchers, 'toBeOneOf'>, AsymmetricTensorMatchers {}
}

/**
 * Registers every matcher with Vitest, and their types. Import it once in a setup file.
 * @example
 * // vitest.config.ts
 * export default defineConfig({ test: { setupFiles: ['tensorproof/vitest'] } });
 */
import { expect } from 'vitest';
import { overrideMatchers } from './equality/overrides.ts';
import { tensorEquality } from './equality/tensor-equality.ts';
import * as matchers from './index.ts';
import type { TensorMatchers } from './tensor-matchers.ts';

expect.extend(matchers);
expect.addEqualityTesters([tensorEquality]);
overrideMatchers();

declare module 'vitest' {
  // Without type parameters it merges with `Matchers<T>` of Vitest 4 and with `Matchers<R, T>` of Vitest 5.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface Matchers extends TensorMatchers {}
  // Every matcher also works inside another: expect.toHaveShape('b 3'), expect.not.toHaveShape('b 3').
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface AsymmetricMatchersContaining extends TensorMatchers {}
}

/**
 * c8 that tells the truth under Vitest.
 * @module tensorproof/c8
 */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin, ViteUserConfig } from 'vitest/config';
import { collectInWorkers } from '../collect/index.ts';
import { stopOwnCounts } from './own-counts.ts';

/**
 * The Vitest plugin that makes `c8 vitest run` report what tests covered.
 *
 * Without it c8 reports 0 % and succeeds: Vitest ends its workers before V8 writes what it measured, and what V8
 * measures there has the offsets of transformed source. Under c8, and only then, this measures in the workers at
 * Vitest's own points, counts functions, branches and statements as Vitest's own V8 provider does, and hands c8 the
 * result in V8's form. `tensorproof/plugin` brings it along.
 * @example
 * // vitest.config.ts
 * import { c8 } from 'tensorproof/c8';
 * import { defineConfig } from 'vitest/config';
 *
 * export default defineConfig({ plugins: [c8()] });
 * // then: npx c8 vitest run
 */
export function c8(): Plugin {
  return {
    name: 'tensorproof:c8',
    config(config) {
      measureUnderC8((config.test ??= {}));
    },
    configureVitest({ vitest, project }) {
      collectInWorkers(vitest, project, undefined);
    },
  };
}

/**
 * Has Vitest measure for c8, where c8 is who started this process; does nothing elsewhere.
 * @param test the `test` part of a Vitest configuration
 */
export function measureUnderC8(test: NonNullable<ViteUserConfig['test']>): void {
  // Node's own variable, by which c8 asks for V8's reports.
  if ((process.env['NODE_V8_COVERAGE'] ?? '') === '') return;
  stopOwnCounts();
  test.coverage = {
    ...test.coverage,
    enabled: true,
    provider: 'custom',
    customProviderModule: providerModule(),
  };
}

export default c8;

/** The module of this very copy: beside the source here, beside the bundle in the package. */
function providerModule(): string {
  const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  const source = here('./provider-module.ts');
  return existsSync(source) ? source : here('./c8-provider.mjs');
}

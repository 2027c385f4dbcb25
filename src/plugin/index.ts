/**
 * The plugin for vitest.config.ts.
 * @module tensorproof/plugin
 */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vitest/config';
import type { AsymmetricTensorMatchers, TensorMatchers } from '../../matchers/tensor-matchers.ts';
import { measureUnderC8 } from '../coverage/c8/index.ts';
import { collectInWorkers } from '../coverage/collect/index.ts';
import { resolveOptions, type PluginOptions, type ResolvedOptions } from './options.ts';
import { isSeedReporter, SeedReporter } from './seed-reporter.ts';

export type { PluginOptions } from './options.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The options of the plugin, on their way from vitest.config.ts to the workers. */
    tensorproof: ResolvedOptions;
  }
  // The same as in tensorproof/vitest, so that the types are there wherever vitest.config.ts is part of the project.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface Matchers extends Omit<TensorMatchers, 'toBeOneOf'> {}
  interface AsymmetricMatchersContaining
    extends Omit<TensorMatchers, 'toBeOneOf'>, AsymmetricTensorMatchers {}
}

/** The setup file of this very copy: beside the source here, beside the bundle in the package. */
function setupFile(): string {
  const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
  const source = here('./setup.ts');
  return existsSync(source) ? source : here('./plugin-setup.mjs');
}

function asList(files: string | string[] | undefined): string[] {
  if (files === undefined) return [];
  return typeof files === 'string' ? [files] : files;
}

/**
 * The Vitest plugin: in each worker it sets up a TensorFlow.js backend, registers the matchers, and gives every test a
 * stream of random numbers of its own. Run under c8 (`npx c8 vitest run`), it makes c8's report true (`tensorproof/c8`), and under any coverage
 * it collects which shapes, gradients, ops and backends were tested.
 * @returns a plugin for `plugins` in vitest.config.ts
 * @throws ArgumentError for an unknown option and for a value that can't be used
 * @example
 * // vitest.config.ts
 * import { defineConfig } from 'vitest/config';
 * import { tensorproof } from 'tensorproof/plugin';
 *
 * export default defineConfig({ plugins: [tensorproof({ backend: 'auto', seed: 42 })] });
 */
export function tensorproof(options: PluginOptions = {}): Plugin {
  const resolved = resolveOptions(options, process.env['TENSORPROOF_SEED']);
  return {
    name: 'tensorproof',
    config(config) {
      // Threads share the environment of the process they are in as far as native code can see, so it is set here already.
      process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
      const file = setupFile();
      const test = (config.test ??= {});
      measureUnderC8(test);
      const others = asList(test.setupFiles).filter((each) => each !== file);
      // First, and before the others begin: a user's setup may already compute, or use a matcher.
      test.setupFiles = [file, ...others];
      test.sequence = { setupFiles: 'list', ...test.sequence };
      test.env = { TF_CPP_MIN_LOG_LEVEL: process.env['TF_CPP_MIN_LOG_LEVEL'], ...test.env };
      test.provide = { ...test.provide, tensorproof: resolved };
    },
    configureVitest({ vitest, project }) {
      collectInWorkers(vitest, project, resolved.collect);
      const { reporters } = vitest.config;
      const known = reporters.some(isSeedReporter);
      if (resolved.seed === false || known) return;
      // After the first, whose summary it follows, and before any that must have the last word.
      reporters.splice(1, 0, new SeedReporter(resolved.seed));
    },
  };
}

export default tensorproof;

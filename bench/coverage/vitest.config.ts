import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { tensorproof } from '../../src/plugin/index.ts';

const root = path.join(import.meta.dirname, '../..');

/** The suite that is measured; what is switched on beside it comes from the environment, since Vitest has no arguments for it. */
export default defineConfig({
  root,
  plugins: [
    tensorproof({
      backend: false,
      ...(process.env['BENCH_COLLECT'] === undefined
        ? {}
        : { collect: process.env['BENCH_COLLECT'] === 'on' }),
    }),
  ],
  test: {
    root,
    silent: true,
    setupFiles: [path.join(root, 'test/setup.ts')],
    // Coverage and whatever else the machine does are no reason to fail.
    testTimeout: 120_000,
    maxWorkers: '100%',
    include: [process.env['BENCH_TESTS'] ?? ''],
    coverage: { include: ['src/analyzer/**/*.ts'], reporter: ['json'], reportOnFailure: true },
  },
});

import { defineConfig } from 'vitest/config';
import { tensorproof } from './src/plugin/index.ts';

/** What is slow by nature: whole reference models through every check. `npm run test:models` runs it. */
export default defineConfig({
  plugins: [tensorproof({ backend: false })],
  test: {
    name: 'models',
    silent: 'passed-only',
    // A model of a hundred layers and its gradients fill the memory that two of them would share.
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['default', './scripts/count-reporter.ts'],
    include: ['test/models/**/*.test.ts'],
    setupFiles: ['./test/setup.ts'],
  },
});

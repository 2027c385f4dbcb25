import { defineConfig } from 'vitest/config';
import { tensorproof } from '../../src/plugin/index.ts';

export default defineConfig({
  plugins: [tensorproof({ backend: 'auto', seed: 42 })],
  test: {
    include: ['**/*.test.ts'],
    hookTimeout: 600_000,
    testTimeout: 120_000,
  },
});

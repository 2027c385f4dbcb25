import { defineConfig } from 'vitest/config';
import { tensorproof } from './src/plugin/index.ts';

export default defineConfig({
  // The project's own tests run as a user's would. Those of the backend choose theirs.
  plugins: [tensorproof({ backend: false })],
  test: {
    include: ['test/**/*.test.ts'],
    // Those are projects of their own, which `npm run test:package` installs and runs.
    exclude: ['test/package/projects/**'],
    setupFiles: ['./test/setup.ts'],
    // What a passing test makes TensorFlow.js print helps nobody.
    silent: 'passed-only',
    // Vitest would leave one core to whoever watches.
    maxWorkers: '100%',
    reporters: ['default', './scripts/count-reporter.ts'],
  },
});

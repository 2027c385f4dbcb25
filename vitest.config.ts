import { defineConfig } from 'vitest/config';
import { c8 } from './src/coverage/c8/index.ts';
import { tensorproof } from './src/plugin/index.ts';

/** What a test takes is judged by benchmarks, side by side; here a busy machine is no fault. */
const PATIENT = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  // Vitest measures for all projects together, so what is said of coverage belongs here.
  plugins: [c8()],
  test: {
    // What a passing test makes TensorFlow.js print helps nobody.
    silent: 'passed-only',
    // Vitest would leave one core to whoever watches.
    maxWorkers: '100%',
    reporters: ['default', './scripts/count-reporter.ts'],
    projects: [
      {
        // The project's own tests run as a user's would. Those of the backend choose theirs.
        plugins: [tensorproof({ backend: false })],
        test: {
          name: 'library',
          include: ['test/**/*.test.ts'],
          // Those of `test/package/projects` are projects of their own, which `npm run test:package` installs and runs.
          exclude: ['test/package/projects/**', 'test/analyzer/**', 'test/models/**'],
          setupFiles: ['./test/setup.ts'],
          ...PATIENT,
        },
      },
      {
        // The analyzer makes no tensors, so it needs neither the matchers nor the leak guard.
        test: { name: 'analyzer', include: ['test/analyzer/**/*.test.ts'], ...PATIENT },
      },
    ],
  },
});

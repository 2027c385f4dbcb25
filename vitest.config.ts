import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Those are projects of their own, which `npm run test:package` installs and runs.
    exclude: ['test/package/projects/**'],
    reporters: ['default', './scripts/count-reporter.ts'],
  },
});

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['import-time.test.ts'],
    // As in a user's project, where the package is in node_modules and Vite leaves it alone.
    server: { deps: { external: [/\/dist\//] } },
  },
});

import { defineConfig } from 'tsdown';

const shared = {
  platform: 'node',
  target: 'node20.19',
  dts: true,
  // Maps would double the package; stack traces of unminified output are readable without.
  sourcemap: false,
  fixedExtension: true,
} as const;

export default defineConfig([
  {
    ...shared,
    entry: {
      index: 'src/index.ts',
      matchers: 'matchers/index.ts',
      vitest: 'matchers/vitest.ts',
      plugin: 'src/plugin/index.ts',
      'plugin-setup': 'src/plugin/setup.ts',
      'leak-guard': 'src/plugin/leak-guard.ts',
      arbitraries: 'src/arbitraries/index.ts',
      models: 'fixtures/models/index.ts',
      gate: 'src/coverage/gate/index.ts',
      analyzer: 'src/analyzer/index.ts',
      eslint: 'src/analyzer/eslint.ts',
      c8: 'src/coverage/c8/index.ts',
      'c8-provider': 'src/coverage/c8/provider-module.ts',
      'collect-setup': 'src/coverage/collect/setup.ts',
      cli: 'src/cli/main.ts',
    },
    format: 'esm',
    outDir: 'dist',
  },
  {
    // Jest loads its setup files with require(), so these two exist as CommonJS too.
    ...shared,
    entry: { index: 'src/index.ts', matchers: 'matchers/index.ts' },
    format: 'cjs',
    outDir: 'dist/cjs',
  },
]);

import { c8 } from 'tensorproof/c8';
import { defineConfig } from 'vitest/config';

const project = (name: string, flag: boolean) => ({
  extends: true as const,
  define: { FLAG: String(flag) },
  test: { name, include: [`${name}/**/*.test.ts`] },
});

export default defineConfig({
  plugins: [c8()],
  test: { coverage: { include: ['shared/**'] }, projects: [project('on', true), project('off', false)] },
});

import { tensorproof } from 'tensorproof/plugin';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [tensorproof({ backend: false })],
  test: { coverage: { include: ['src/**'] } },
});

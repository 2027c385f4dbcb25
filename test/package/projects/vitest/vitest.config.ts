import tensorproof from 'tensorproof/plugin';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [tensorproof({ backend: 'native', seed: 7 })],
  test: { setupFiles: ['./setup.ts'] },
});

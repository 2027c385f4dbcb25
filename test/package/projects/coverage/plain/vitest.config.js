import { c8 } from 'tensorproof/c8';
import { defineConfig } from 'vitest/config';

export default defineConfig({ plugins: [c8()] });

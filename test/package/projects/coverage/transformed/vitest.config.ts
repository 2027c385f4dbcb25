import MagicString from 'magic-string';
import { c8 } from 'tensorproof/c8';
import { defineConfig, type Plugin } from 'vitest/config';

/** Puts code before a module and takes some out of it, as macros and instrumentation do. */
const macros: Plugin = {
  name: 'macros',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('/src/')) return null;
    const text = new MagicString(code);
    text.prepend('const __began = Date.now();\nfunction __unused() { return __began; }\n');
    for (const { index } of code.matchAll(/DEBUG\([^)]*\);/g))
      text.remove(index, code.indexOf(';', index) + 1);
    return {
      code: text.toString(),
      map: text.generateMap({ hires: true, source: id, includeContent: true }),
    };
  },
};

export default defineConfig({ plugins: [macros, c8()], test: { coverage: { include: ['src/**'] } } });

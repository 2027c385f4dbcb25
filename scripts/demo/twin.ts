import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createViteServer } from 'vitest/node';
import type { Vite } from 'vitest/node';
import type { DigitsProject, Fault } from '../../fixtures/faults/define-fault.ts';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Puts a fault into the file it belongs to, while Vite loads it; nothing on the disk changes.
 * @param fault the fault, or nothing for the sound project
 */
export function faultPlugin(fault: Fault | undefined): Vite.Plugin {
  const file = fault === undefined ? undefined : `${ROOT}${fault.file}`;
  return {
    name: 'tensorproof:fault',
    enforce: 'pre',
    load(id) {
      if (fault === undefined || file === undefined || id !== file) return undefined;
      return fault.apply(readFileSync(file, 'utf8'));
    },
  };
}

/**
 * Loads the digits project, or a twin of it with a fault, into this process.
 * @param fault the fault, or nothing for the sound project
 * @returns the project's exports, loaded apart from those of any other twin
 */
export async function loadTwin(fault?: Fault): Promise<DigitsProject> {
  const server = await createViteServer({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, ws: false, watch: null, hmr: false },
    optimizeDeps: { noDiscovery: true },
    plugins: [faultPlugin(fault)],
  });
  try {
    const loaded = await server.ssrLoadModule('/examples/digits/index.ts');
    return loaded as DigitsProject; // the module of that path, whose types are known
  } finally {
    await server.close();
  }
}

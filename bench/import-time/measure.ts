import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const RUNS = 5;

/**
 * Measures in fresh Vitest workers how long the built `tensorproof/vitest` takes to import.
 * @param root the project's folder
 * @returns the best of several runs, in milliseconds; `undefined` where the package is not built
 */
export function measureImport(root: string): number | undefined {
  if (!existsSync(join(root, 'dist/vitest.mjs'))) return undefined;
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const config = join(import.meta.dirname, 'vitest.config.ts');
  const samples = Array.from({ length: RUNS }, () => {
    const { stdout } = spawnSync(process.execPath, [vitest, 'run', '--config', config], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    });
    return Number(/import took ([\d.]+) ms/.exec(stdout)?.[1] ?? NaN);
  });
  return Math.min(...samples);
}

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * Makes a folder with files for one test, which is gone after it.
 * @param afterwards when to remove it: `afterAll` for a folder that several tests use
 * @returns its absolute path
 */
export function scratchFolder(
  files: Readonly<Record<string, string | Uint8Array>> = {},
  afterwards: (remove: () => void) => void = onTestFinished,
): string {
  const root = mkdtempSync(path.join(realpathSync(tmpdir()), 'tensorproof-audit-'));
  afterwards(() => {
    rmSync(root, { recursive: true, force: true });
  });
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return root;
}

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';

const REQUIREMENTS = join(import.meta.dirname, '../../parity/requirements.txt');

/** Installing torch takes minutes on a slow line; whoever waits for it waits as long. */
const PATIENCE = { retries: { retries: 900, factor: 1, minTimeout: 1000 }, stale: 900_000, realpath: false };

/**
 * The Python of a virtual environment that holds what `parity/requirements.txt` pins. It is made once for every set of pins, in
 * the user's cache, and by one process at a time.
 * @returns its path; where there is no Python or nothing can be installed, a line that says why
 */
export async function parityPython(): Promise<{ readonly python: string } | { readonly missing: string }> {
  const found = spawnSync('python3', ['--version'], { encoding: 'utf8' });
  if (found.status !== 0) return { missing: 'there is no python3 on this machine' };
  const key = createHash('sha256').update(readFileSync(REQUIREMENTS)).update(found.stdout).digest('hex');
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'tensorproof', 'parity', key.slice(0, 16));
  const python = join(folder, 'bin', 'python');
  const complete = join(folder, 'complete');
  mkdirSync(folder, { recursive: true });
  const release = await lock(folder, PATIENCE);
  try {
    if (existsSync(complete)) return { python };
    console.error('Installing torch and torchvision for comparison; this is done once …');
    const steps: readonly (readonly [string, readonly string[]])[] = [
      ['python3', ['-m', 'venv', folder]],
      [python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS]],
    ];
    for (const [command, args] of steps) {
      const { error, status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
      if (status === 0) continue;
      return { missing: error?.message ?? stderr.trim().split('\n').at(-1) ?? `${command} failed` };
    }
    writeFileSync(complete, '');
    return { python };
  } finally {
    await release();
  }
}

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const PACKAGES = ['jaxtyping==0.3.11', 'beartype==0.23.1', 'numpy==2.4.6'];

/** What jaxtyping with beartype adds to a call. */
export interface PeerOverhead {
  readonly name: string;
  readonly ns_per_call: number;
}

/** The Python of a virtual environment of the bench's own; `undefined`, with a line why, where it can't be made. */
function python(): string | undefined {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'tensorproof', 'bench', PACKAGES.join('-').replaceAll('==', '-'));
  const own = join(folder, 'bin', 'python');
  const works = (): boolean =>
    existsSync(own) && spawnSync(own, ['-c', 'import jaxtyping, beartype, numpy']).status === 0;
  if (works()) return own;
  console.error(`Installing ${PACKAGES.join(', ')} for comparison; this is done once …`);
  mkdirSync(folder, { recursive: true });
  const steps: readonly (readonly [string, readonly string[]])[] = [
    ['python3', ['-m', 'venv', folder]],
    [own, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES]],
  ];
  for (const [command, args] of steps) {
    const { error, status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
    if (status === 0) continue;
    console.error(
      `jaxtyping is left out: ${command} failed. ${error?.message ?? stderr.trim().split('\n').at(-1) ?? ''}`,
    );
    return undefined;
  }
  return works() ? own : undefined;
}

/** Runs jaxtyping_bench.py; `undefined`, with a line why, where that is not possible. */
export function measureJaxtyping(): PeerOverhead | undefined {
  const own = python();
  if (own === undefined) return undefined;
  const { status, stdout, stderr } = spawnSync(own, [join(import.meta.dirname, 'jaxtyping_bench.py')], {
    encoding: 'utf8',
  });
  if (status === 0) return JSON.parse(stdout) as PeerOverhead; // the one line that the script prints
  console.error(`jaxtyping is left out: ${stderr.trim().split('\n').at(-1) ?? ''}`);
  return undefined;
}

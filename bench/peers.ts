import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PACKAGES = ['torch==2.13.0', 'numpy==2.4.6'];

/** One measurement that is asked of the peers. */
export interface PeerRequest {
  readonly peer: 'torch' | 'numpy' | 'floor';
  readonly size: number;
  readonly case: 'passing' | 'failing';
  readonly repeats: number;
}

/** The peers of the comparison, waiting in a process of their own. */
export interface Peers {
  readonly versions: string;
  /** @returns milliseconds a call */
  measure(request: PeerRequest): Promise<number>;
  stop(): void;
}

/** The Python of a virtual environment with the peers in it, made on first use; `undefined` where that fails. */
export function peerPython(): string | undefined {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'tensorproof', 'bench', PACKAGES.join('-').replaceAll('==', '-'));
  const python = join(folder, 'bin', 'python');
  const works = (): boolean =>
    existsSync(python) && spawnSync(python, ['-c', 'import torch, numpy']).status === 0;
  if (works()) return python;
  console.error(`Installing ${PACKAGES.join(' and ')} for comparison; this is done once …`);
  mkdirSync(folder, { recursive: true });
  const steps: [string, string[]][] = [
    ['python3', ['-m', 'venv', folder]],
    [python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES]],
  ];
  for (const [command, args] of steps) {
    const { error, status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
    if (status === 0) continue;
    const reason = error?.message ?? stderr.trim().split('\n').at(-1) ?? '';
    console.error(`The peers are left out: ${command} failed. ${reason}`);
    return undefined;
  }
  return works() ? python : undefined;
}

/** Starts the peers. */
export async function startPeers(python: string): Promise<Peers> {
  const script = join(import.meta.dirname, 'compare_peers.py');
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Record<string, unknown>> => {
    const answer = await answers.next();
    if (answer.done === true) throw new Error('the peers ended early');
    return JSON.parse(answer.value) as Record<string, unknown>; // every line they write is a JSON object
  };
  const { torch, numpy, threads } = await next();
  return {
    versions: `torch ${String(torch)} on ${String(threads)} threads, numpy ${String(numpy)}`,
    async measure(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return Number((await next())['ms']);
    },
    stop: () => child.stdin.end(),
  };
}

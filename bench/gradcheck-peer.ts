import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { peerPython } from './peers.ts';

type Mode = 'fast' | 'slow';

/** torch's gradient check, in a process of its own. */
export interface GradcheckPeer {
  /** With its version. */
  readonly name: string;
  /** @returns milliseconds of each run */
  times(mode: Mode, repeats: number): Promise<readonly number[]>;
  /** @returns in how many trials one zeroed entry among `size` is found */
  found(mode: Mode, size: number, trials: number): Promise<number>;
  stop(): void;
}

/** Starts it; `undefined` where there is no Python. */
export async function startGradcheckPeer(): Promise<GradcheckPeer | undefined> {
  const python = peerPython();
  if (python === undefined) return undefined;
  const child = spawn(python, [join(import.meta.dirname, 'gradcheck_peers.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const answer = await answers.next();
    if (answer.done === true) throw new Error('torch ended early');
    return JSON.parse(answer.value);
  };
  const ask = (request: object): Promise<unknown> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    return next();
  };
  return {
    name: `torch ${String(await next())} on one thread`,
    // It answers repeats with a list, and a size with a count.
    times: async (mode, repeats) => (await ask({ mode, repeats })) as number[],
    found: async (mode, size, trials) => Number(await ask({ mode, size, trials })),
    stop: () => child.stdin.end(),
  };
}

import { fork } from 'node:child_process';

/** What wasm says when it has read or written beside its memory. Nothing it computes later can be trusted. */
export const WASM_TRAP =
  /memory access out of bounds|unreachable|table index is out of bounds|null function|RuntimeError|Aborted\(/u;

/** How a process ended. */
export interface WorkerEnd {
  /** Whether it spoke at all. */
  readonly said: boolean;
  /** A trap of WebAssembly, the signal, or the exit code. */
  readonly end: string;
}

/**
 * Runs a script in a process of its own and hears what it says, to its end: TensorFlow.js can bring a whole process down.
 * @param file a TypeScript file that waits for one message
 * @param order that message
 * @param patience how long it may say nothing, in ms, before it is killed; a kernel that never ends can't be stopped otherwise
 */
export function runWorker(file: string, order: object, hear: (answer: unknown) => void, patience = Infinity): Promise<WorkerEnd> {
  return new Promise((resolve, reject) => {
    const child = fork(file, {
      execArgv: ['--import', 'tsx'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let said = false;
    let errors = '';
    let isTooSlow = false;
    const watch = (): NodeJS.Timeout | undefined =>
      patience === Infinity
        ? undefined
        : setTimeout(() => {
            isTooSlow = true;
            child.kill('SIGKILL');
          }, patience);
    let timer = watch();
    child.stderr?.on('data', (chunk: Buffer) => (errors = `${errors}${chunk.toString()}`.slice(-2000)));
    child.on('message', (answer: unknown) => {
      said = true;
      clearTimeout(timer);
      timer = watch();
      hear(answer);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const slow = isTooSlow ? 'does not end' : undefined;
      resolve({ said, end: slow ?? /RuntimeError: (.*)/.exec(errors)?.[1] ?? signal ?? `exit ${code ?? '?'}` });
    });
    child.send(order);
  });
} // prettier-ignore

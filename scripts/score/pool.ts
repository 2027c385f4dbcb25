import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { CleanRun, TwinRun } from './take.ts';

/** One program, or one pair of them, to be looked at. */
export interface Task {
  readonly id: string;
  readonly seeds: readonly number[];
}

/** What came of it. */
export type Answer =
  | { readonly id: string; readonly twins: readonly TwinRun[] }
  | { readonly id: string; readonly clean: readonly CleanRun[] }
  | { readonly id: string; readonly error: string };

const WORKER = path.join(import.meta.dirname, 'worker.ts');

/**
 * Has tasks done by as many processes as there are cores.
 * @param onDone hears of each task that is done, and how many are
 * @throws Error when a worker dies, or a program can't be looked at
 */
export async function haveDone(
  tasks: readonly Task[],
  onDone: (done: number, answer: Answer) => void,
): Promise<Map<string, Answer>> {
  const waiting = [...tasks];
  const answers = new Map<string, Answer>();
  const workers = Math.min(availableParallelism(), tasks.length);
  await Promise.all(
    Array.from({ length: workers }, () =>
      employ(waiting, (answer) => {
        answers.set(answer.id, answer);
        onDone(answers.size, answer);
      }),
    ),
  );
  return answers;
}

/** Hands tasks to a worker until none is left. */
function employ(waiting: Task[], onAnswer: (answer: Answer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = fork(WORKER, {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    // TensorFlow.js writes lines of progress there, so it is shown only when a worker dies.
    let said = '';
    worker.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000);
    });
    const next = (): void => {
      const task = waiting.shift();
      if (task === undefined) worker.disconnect();
      else worker.send(task);
    };
    worker.on('message', (answer: Answer) => {
      onAnswer(answer);
      next();
    });
    worker.on('error', reject);
    worker.on('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`A process of the score ended with ${signal ?? String(code)}.\n${said.trim()}`));
    });
    next();
  });
}

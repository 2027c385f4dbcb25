import type { ProgressStream } from '../backend/progress.ts';

/** Where a command writes: results to standard output, everything about the work to standard error. */
export interface Terminal {
  print(line: string): void;
  error(line: string): void;
  readonly progressStream: ProgressStream;
  readonly environment: NodeJS.ProcessEnv;
  readonly workingDirectory: string;
}

/** That of this process. */
export const processTerminal: Terminal = {
  print: (line) => {
    process.stdout.write(`${line}\n`);
  },
  error: (line) => {
    process.stderr.write(`${line}\n`);
  },
  progressStream: process.stderr,
  environment: process.env,
  workingDirectory: process.cwd(),
};

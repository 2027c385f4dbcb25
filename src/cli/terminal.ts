import type { ProgressStream } from '../backend/progress.ts';

/** Where a command writes: results to standard output, everything about the work to standard error. */
export interface Terminal {
  print(line: string): void;
  error(line: string): void;
  readonly progressStream: ProgressStream;
  /** Whether a person watches: colours and a line of progress are for those. */
  readonly interactive?: boolean;
  /** Of the screen. */
  readonly columns?: number;
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
  interactive: process.stdout.isTTY && process.stderr.isTTY,
  ...(process.stdout.isTTY && { columns: process.stdout.columns }),
  environment: process.env,
  workingDirectory: process.cwd(),
};

/** Whether output may be coloured: a person watches, and did not say otherwise (NO_COLOR, FORCE_COLOR). */
export function hasColours({ environment, interactive }: Terminal): boolean {
  const said = (name: string): boolean => (environment[name] ?? '') !== '';
  if (said('NO_COLOR')) return false;
  return said('FORCE_COLOR') ? environment['FORCE_COLOR'] !== '0' : interactive === true;
}

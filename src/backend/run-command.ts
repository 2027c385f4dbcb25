import { spawn } from 'node:child_process';

/** A command and its leading arguments, e.g. `['python3', '-m', 'pip']`. */
export type Command = readonly [program: string, ...leading: string[]];

/** How a command ended. */
export interface CommandOutcome {
  /** Undefined when the program was not found. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command runs with. */
export interface CommandSettings {
  readonly cwd?: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which it is ended. */
  readonly timeout?: number;
}

/** How much of an output is kept: an error is at its end. */
const KEPT_CHARACTERS = 100_000;

/**
 * Runs a program without a shell and collects what it writes.
 * @returns its outcome, also when it failed or does not exist
 * @throws AbortError when `signal` was aborted; the program has been ended
 * @example
 * (await runCommand(['node'], ['--version'])).stdout; // e.g. 'v20.19.0\n'
 */
export function runCommand(
  command: Command,
  args: readonly string[],
  settings: CommandSettings = {},
): Promise<CommandOutcome> {
  const [program, ...leading] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...leading, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: settings.cwd,
      env: settings.environment,
      signal: settings.signal,
      timeout: settings.timeout,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout = (stdout + text).slice(-KEPT_CHARACTERS);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-KEPT_CHARACTERS);
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'EACCES') {
        resolve({ status: undefined, stdout, stderr: error.message });
      } else reject(error);
    });
    child.on('close', (status, endedBy) => {
      const ending = endedBy === null ? '' : `\nended by ${endedBy}`;
      resolve({ status: status ?? 128, stdout, stderr: stderr + ending });
    });
  });
}

/**
 * Splits a command as it is written in an environment variable such as `CXX='ccache g++'`.
 * @returns undefined when there is nothing in it
 */
export function parseCommand(text: string | undefined): Command | undefined {
  const [program, ...leading] = (text ?? '').split(/\s+/u).filter((word) => word !== '');
  return program === undefined ? undefined : [program, ...leading];
}

/** The last lines of an output that say something. */
export function lastLines(output: string, count: number): readonly string[] {
  return output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-count);
}

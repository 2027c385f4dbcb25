import path from 'node:path';
import { BackendError } from '../errors.ts';
import { parseCommand, runCommand } from './run-command.ts';
import type { Command } from './run-command.ts';

/** A tool of the user's that downloads wheels with the mirrors and proxies that are configured there. */
export interface PackageTool {
  /** As the user would type it, e.g. `python3 -m pip`. */
  readonly command: Command;
  readonly environment: NodeJS.ProcessEnv;
}

const CANDIDATES: readonly Command[] = [
  ['python3', '-m', 'pip'],
  ['pip3'],
  ['pip'],
  ['python', '-m', 'pip'],
  ['uv', 'tool', 'run', 'pip'],
];

/**
 * Finds pip: the one that was named, else that of the Python on the path, else the one that uv brings.
 * @param named a command, e.g. `/opt/python/bin/pip`; wins over `TENSORPROOF_PIP` in the environment
 * @throws BackendError `no-package-tool`, listing what was tried
 */
export async function findPackageTool(
  named: string | undefined,
  environment: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<PackageTool> {
  const chosen = parseCommand(named ?? environment['TENSORPROOF_PIP']);
  const candidates = chosen === undefined ? CANDIDATES : [chosen];
  for (const command of candidates) {
    const settings = pipEnvironment(command, environment);
    const { status, stdout } = await runCommand(command, ['--version'], { environment: settings, signal });
    if (status === 0 && stdout.startsWith('pip ')) return { command, environment: settings };
  }
  const tried = candidates.map((command) => command.join(' '));
  throw new BackendError('no-package-tool', 'No pip was found, which downloads the TensorFlow library.', {
    argument: chosen === undefined ? 'PATH' : 'pip',
    expected: 'a command that answers `--version` with `pip …`',
    actual: tried,
    details: [`tried: ${tried.join(', ')}`],
    hint:
      'install pip (Debian, Ubuntu: `apt install python3-pip`) or uv, name one in TENSORPROOF_PIP, ' +
      'or bring the wheel by hand with --wheel FILE',
  });
}

/** A pip that uv runs does not read uv's index settings, so they are handed on. */
function pipEnvironment(command: Command, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const index = environment['UV_DEFAULT_INDEX'] ?? environment['UV_INDEX_URL'];
  if (path.basename(command[0]) !== 'uv' || index === undefined || environment['PIP_INDEX_URL'] !== undefined)
    return environment;
  return { ...environment, PIP_INDEX_URL: index };
}

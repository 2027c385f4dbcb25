import { BackendError } from '../errors.ts';
import { parseCommand, runCommand } from './run-command.ts';
import type { Command } from './run-command.ts';

/** A C++ compiler that answered. */
export interface Compiler {
  readonly command: Command;
  /** The first line of its `--version`. */
  readonly version: string;
}

/**
 * Finds a C++ compiler: `$CXX` when it is set, else g++, else clang++.
 * @throws BackendError `no-compiler`, listing what was tried
 */
export async function findCompiler(environment: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<Compiler> {
  const chosen = parseCommand(environment['CXX']);
  const candidates: readonly Command[] = chosen === undefined ? [['g++'], ['clang++']] : [chosen];
  for (const command of candidates) {
    const { status, stdout } = await runCommand(command, ['--version'], { environment, signal });
    if (status === 0) return { command, version: stdout.split('\n')[0] ?? '' };
  }
  const tried = candidates.map((command) => command.join(' '));
  throw new BackendError('no-compiler', 'No C++ compiler was found, which builds the addon.', {
    argument: chosen === undefined ? 'PATH' : 'CXX',
    expected: 'g++ or clang++, or the one that CXX names',
    actual: tried,
    details: [`tried: ${tried.join(', ')}`],
    hint:
      'install one (Debian, Ubuntu: `apt install g++`; Fedora: `dnf install gcc-c++`; ' +
      'macOS: `xcode-select --install`), or name one in CXX',
  });
}

import { Command } from 'commander';
import path from 'node:path';
import type { InstallReport } from '../backend/install.ts';
import { streamProgress } from '../backend/progress.ts';
import { BackendError } from '../errors.ts';
import type { Terminal } from './terminal.ts';

interface Flags {
  readonly wheel?: string;
  readonly pip?: string;
  readonly optional?: true;
}

/** `tensorproof backend install` */
export function backendInstallCommand(terminal: Terminal, signal: AbortSignal): Command {
  return new Command('install')
    .description("install TensorFlow's native library for the tfjs-node of this project")
    .option('--wheel <file>', 'a TensorFlow wheel brought by hand, instead of a download')
    .option('--pip <command>', 'the pip to download with (default: TENSORPROOF_PIP, else the first found)')
    .option('--optional', 'where it is not possible say so in one line and succeed, except when CI is set')
    .addHelpText(
      'after',
      '\nThe library is kept once for all projects in the user cache; TENSORPROOF_CACHE_DIR moves it.',
    )
    .action(async (flags: Flags) => {
      const { wheel, pip, optional } = flags;
      const { environment, workingDirectory } = terminal;
      // What unpacks and locks is loaded only for this: other commands start sooner.
      const { installBackend } = await import('../backend/install.ts');
      try {
        const report = await installBackend({
          projectDirectory: workingDirectory,
          environment,
          pip,
          wheel: wheel === undefined ? undefined : path.resolve(workingDirectory, wheel),
          progress: streamProgress(terminal.progressStream),
          signal,
        });
        terminal.print(summary(report));
      } catch (error) {
        if (optional !== true || isCI(environment) || signal.aborted || !(error instanceof BackendError))
          throw error;
        terminal.error(`native backend not installed, the next best is used: ${firstLine(error.message)}`);
      }
    });
}

function summary({ tfjsNode, library, addon, linked, cacheDirectory }: InstallReport): string {
  const where = `tfjs-node ${tfjsNode.version} in ${tfjsNode.directory}`;
  if (library === 'own') return `${where} works with a library of its own; nothing was changed`;
  if (library === 'cached' && addon === 'cached' && !linked)
    return `native backend is installed already: ${where}`;
  const from = library === 'made' ? 'made in' : 'from';
  return `native backend installed: ${where}, ${from} ${cacheDirectory}`;
}

/** A green CI run on a backend nobody meant would be worse than a red one. */
function isCI(environment: NodeJS.ProcessEnv): boolean {
  const value = environment['CI'];
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}

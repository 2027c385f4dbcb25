import { Command, CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { TensorproofError } from '../errors.ts';
import { auditCommand } from './audit.ts';
import { backendInstallCommand } from './backend-install.ts';
import { backendRemoveCommand } from './backend-remove.ts';
import { backendStatusCommand } from './backend-status.ts';
import { gateCommand } from './gate.ts';
import { processTerminal } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/** How a command ended: done, can't be done, or called wrongly. */
export const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/**
 * Runs the command line.
 * @param args without the names of Node and the script, e.g. `['backend', 'status']`
 * @returns the exit code: 0 done, 1 can't be done (of an audit: it found something), 2 called wrongly; 130 says that a signal ended it
 */
export async function runCli(args: readonly string[], terminal: Terminal = processTerminal): Promise<number> {
  const interruption = new AbortController();
  const interrupt = (): void => {
    interruption.abort();
  };
  let code: number = EXIT.ok;
  const finish = (status: number): void => {
    code = status;
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    await buildProgram(terminal, interruption.signal, finish).parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (interruption.signal.aborted) {
      terminal.error('interrupted; nothing half-done stays, run it again');
      return EXIT.interrupted;
    }
    if (!(error instanceof TensorproofError)) throw error;
    terminal.error(`error: ${error.message}`);
    // Of coverage that can't be used there is nothing to judge.
    return error.code === 'TP_ARGUMENT' || error.code === 'TP_COVERAGE' ? EXIT.usage : EXIT.failed;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

function buildProgram(terminal: Terminal, signal: AbortSignal, finish: (code: number) => void): Command {
  const backend = new Command('backend')
    .description('the native TensorFlow backend: install, status, remove')
    .addCommand(backendInstallCommand(terminal, signal))
    .addCommand(backendStatusCommand(terminal))
    .addCommand(backendRemoveCommand(terminal, signal));
  const program = new Command('tensorproof')
    .description('Defensive programming for deep learning in TypeScript')
    .version(manifest.version, '-V, --version', 'display the version')
    .addCommand(backend)
    .addCommand(auditCommand(terminal, signal, finish))
    .addCommand(gateCommand(terminal, finish));
  return inherit(program, terminal);
}

/** Commander applies these to one command; subcommands that were made elsewhere need them too. */
function inherit(command: Command, terminal: Terminal): Command {
  command
    .exitOverride()
    .showHelpAfterError()
    .configureOutput({
      writeOut: (text) => {
        terminal.print(text.trimEnd());
      },
      writeErr: (text) => {
        terminal.error(text.trimEnd());
      },
    });
  for (const subcommand of command.commands) inherit(subcommand, terminal);
  return command;
}

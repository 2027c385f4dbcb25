import { Command } from 'commander';
import type { Terminal } from './terminal.ts';

/** `tensorproof backend remove` */
export function backendRemoveCommand(terminal: Terminal, signal: AbortSignal): Command {
  return new Command('remove')
    .description('remove the links from this project and the libraries from the user cache')
    .action(async () => {
      const { workingDirectory: projectDirectory, environment } = terminal;
      const { removeBackend } = await import('../backend/remove.ts');
      const { links, entries, cacheDirectory } = await removeBackend({
        projectDirectory,
        environment,
        signal,
      });
      if (links.length === 0 && entries.length === 0) {
        terminal.print('there was nothing to remove');
        return;
      }
      for (const link of links) terminal.print(`unlinked ${link}`);
      for (const entry of entries) terminal.print(`removed  ${entry} from ${cacheDirectory}`);
    });
}

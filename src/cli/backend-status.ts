import { Command } from 'commander';
import { readableBytes } from '../backend/readable-bytes.ts';
import type { BackendStatus, PartStatus, ProjectLink } from '../backend/status.ts';
import type { Terminal } from './terminal.ts';

/** `tensorproof backend status` */
export function backendStatusCommand(terminal: Terminal): Command {
  return new Command('status')
    .description('what is installed, where, how large, and whether it loads')
    .option('--json', 'as JSON')
    .action(async (flags: { readonly json?: true }) => {
      const { backendStatus } = await import('../backend/status.ts');
      const status = await backendStatus({
        projectDirectory: terminal.workingDirectory,
        environment: terminal.environment,
      });
      terminal.print(flags.json === true ? JSON.stringify(status, undefined, 2) : statusTable(status));
    });
}

const LINKS: Readonly<Record<ProjectLink, string>> = {
  cache: 'linked to the cache',
  elsewhere: 'linked to another place',
  own: 'has a library of its own',
  none: 'not linked; run `tensorproof backend install`',
};

/** One row a fact. */
export function statusTable(status: BackendStatus): string {
  const { project } = status;
  const rows: (readonly [string, string])[] = [
    ['platform', status.platform ?? status.unsupported?.split('\n')[0] ?? 'unknown'],
    ['cache', status.cacheDirectory],
    ['library', part(status.library)],
    ['addon', part(status.addon)],
  ];
  if (project === undefined) rows.push(['project', '@tensorflow/tfjs-node is not installed here']);
  else {
    rows.push(['project', `tfjs-node ${project.version} in ${project.directory}`]);
    const isGone = project.link === 'cache' && (status.library === undefined || status.addon === undefined);
    const link = isGone
      ? 'linked to the cache, where it is gone; run `tensorproof backend install`'
      : LINKS[project.link];
    rows.push(['', link + (project.target === undefined || isGone ? '' : `: ${project.target}`)]);
    const { probe } = project;
    rows.push(['loads', probe.loads ? `yes, TensorFlow ${probe.tensorflow}` : `no: ${probe.reason}`]);
  }
  return rows.map(([name, value]) => `${name.padEnd(9)}${value}`).join('\n');
}

function part(status: PartStatus | undefined): string {
  return status === undefined ? 'not installed' : `${readableBytes(status.bytes)} in ${status.directory}`;
}

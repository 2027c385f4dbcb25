import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { BackendError } from '../errors.ts';
import type { PackageTool } from './package-tool.ts';
import type { PinnedWheel } from './platforms.ts';
import { lastLines, runCommand } from './run-command.ts';

/** What pip says when it could not reach an index at all. */
const NO_NETWORK =
  /NewConnectionError|ConnectTimeout|Max retries exceeded|name resolution|getaddrinfo failed|Network is unreachable|Connection refused|ProxyError|Connection reset/iu;
const NO_SPACE = /No space left on device|Disk quota exceeded/iu;
const LOOK_EVERY = 200;

/**
 * Downloads a wheel with the user's own pip, which knows their mirrors, proxies and certificates.
 * @param directory an empty directory; pip keeps its temporary files there too
 * @param advance hears the number of bytes that have arrived
 * @returns the wheel's path; its hash has yet to be checked
 * @throws BackendError `no-network`, `disk-full` or `download-failed`, with pip's last words
 */
export async function downloadWheel(
  tool: PackageTool,
  wheel: PinnedWheel,
  directory: string,
  advance: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<string> {
  // pip has no progress that every version prints for programs, so the bytes on disk are counted.
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void bytesUnder(directory).then((bytes) => {
      looking = false;
      advance(bytes);
    });
  }, LOOK_EVERY);
  try {
    const { status, stdout, stderr } = await runCommand(tool.command, pipArguments(wheel, directory), {
      environment: { ...tool.environment, TMPDIR: directory },
      signal,
    });
    if (status !== 0) throw downloadError(tool, wheel, directory, `${stdout}\n${stderr}`);
  } finally {
    clearInterval(timer);
  }
  const file = (await readdir(directory)).find((name) => name.endsWith('.whl'));
  if (file === undefined) throw downloadError(tool, wheel, directory, 'pip ended well but left no wheel');
  return path.join(directory, file);
}

function pipArguments(wheel: PinnedWheel, directory: string): readonly string[] {
  return [
    'download',
    '--no-deps',
    '--no-input',
    '--disable-pip-version-check',
    '--progress-bar=off',
    '--only-binary=:all:',
    `--python-version=${wheel.python}`,
    '--implementation=cp',
    `--platform=${wheel.tag}`,
    `--dest=${directory}`,
    `${wheel.project}==${wheel.version}`,
  ];
}

function downloadError(
  tool: PackageTool,
  wheel: PinnedWheel,
  directory: string,
  output: string,
): BackendError {
  const what = `${wheel.project} ${wheel.version} (${wheel.tag})`;
  const details = [`command  ${tool.command.join(' ')} download`, ...lastLines(output, 4)];
  if (NO_SPACE.test(output)) {
    return new BackendError('disk-full', `Could not download ${what}: the disk is full.`, {
      details: [`in ${directory}`, ...details],
      hint: 'free some space, or name another place in TENSORPROOF_CACHE_DIR',
    });
  }
  if (NO_NETWORK.test(output)) {
    return new BackendError('no-network', `Could not download ${what}: the package index can't be reached.`, {
      details,
      hint: `check the network, or pip's settings for an index and a proxy; or bring ${wheel.file} with --wheel FILE`,
    });
  }
  return new BackendError('download-failed', `Could not download ${what}.`, {
    details,
    hint: `bring ${wheel.file} by hand with --wheel FILE`,
  });
}

async function bytesUnder(directory: string): Promise<number> {
  // Files come and go while pip works; what has gone counts as nothing.
  const found = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    found.map(async (file) => {
      if (!file.isFile()) return 0;
      return (await stat(path.join(file.parentPath, file.name)).catch(() => undefined))?.size ?? 0;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { downloadWheel } from '../../src/backend/download-wheel.ts';
import { findPackageTool } from '../../src/backend/package-tool.ts';
import { BackendError } from '../../src/errors.ts';
import type { BackendProblem } from '../../src/errors.ts';
import { makeScript, makeWorkspace, standInPlatform } from './stand-in.ts';

const workspace = makeWorkspace();
afterAll(workspace.remove);
const { wheel } = standInPlatform(Buffer.from('the wheel'));
let count = 0;

/** A pip that answers `--version` and then does what `download` says. */
function pip(download: string): { readonly pip: string; readonly directory: string } {
  const directory = path.join(workspace.directory, `download-${count++}`);
  mkdirSync(directory);
  const body = `case "$1" in --version) echo "pip 25.0";; download) ${download};; esac`;
  return { pip: makeScript(path.join(workspace.directory, `pip-${count}`), body), directory };
}

describe('downloadWheel', () => {
  test('asks pip for the one wheel that is pinned, without dependencies, and for nothing to be typed', async () => {
    const call = path.join(workspace.directory, 'call.txt');
    const { pip: command, directory } = pip(
      `shift; echo "$@" > ${call}; for a in "$@"; do case $a in --dest=*) echo x > "\${a#--dest=}/w.whl";; esac; done`,
    );
    const tool = await findPackageTool(command, process.env);
    const file = await downloadWheel(tool, wheel, directory, () => undefined);
    expect(file).toBe(path.join(directory, 'w.whl'));
    const args = readFileSync(call, 'utf8').trim().split(' ');
    expect(args).toEqual(
      expect.arrayContaining([
        '--no-deps',
        '--no-input',
        '--only-binary=:all:',
        '--python-version=3.11',
        '--platform=any',
        'tensorflow-stand-in==0.0.0',
      ]),
    );
  });

  test.each<[string, string, BackendProblem, RegExp]>([
    [
      'the index can not be reached',
      'echo "NewConnectionError: Failed to establish a new connection" >&2; exit 1',
      'no-network',
      /the package index can't be reached/u,
    ],
    [
      'a name does not resolve',
      'echo "[Errno -3] Temporary failure in name resolution" >&2; exit 1',
      'no-network',
      /name resolution/u,
    ],
    [
      'the disk is full',
      'echo "OSError: [Errno 28] No space left on device" >&2; exit 2',
      'disk-full',
      /the disk is full/u,
    ],
    [
      'a mirror lacks the wheel',
      'echo "ERROR: No matching distribution found for x" >&2; exit 1',
      'download-failed',
      /No matching distribution/u,
    ],
    ['pip leaves nothing', 'exit 0', 'download-failed', /left no wheel/u],
  ])('says so when %s, with the last words of pip', async (_, download, problem, message) => {
    const { pip: command, directory } = pip(download);
    const tool = await findPackageTool(command, process.env);
    const error: unknown = await downloadWheel(tool, wheel, directory, () => undefined).catch(
      (e: unknown) => e,
    );
    expect(error).toMatchObject({ problem });
    expect(String(error)).toMatch(message);
    expect(error).toHaveProperty('hint');
  });

  test('ends pip when it is interrupted', async () => {
    const { pip: command, directory } = pip('exec sleep 60');
    const tool = await findPackageTool(command, process.env);
    const interruption = new AbortController();
    const download = downloadWheel(tool, wheel, directory, () => undefined, interruption.signal);
    interruption.abort();
    await expect(download).rejects.toThrow(/abort/iu);
  });

  test('reports the bytes as they arrive, wherever pip puts them first', async () => {
    const { pip: command, directory } = pip('head -c 5000 /dev/zero > "$TMPDIR/part"; sleep 0.6; exit 1');
    const tool = await findPackageTool(command, process.env);
    const seen: number[] = [];
    await downloadWheel(tool, wheel, directory, (bytes) => seen.push(bytes)).catch(() => undefined);
    expect(seen.at(-1)).toBe(5000);
  });
});

describe('findPackageTool', () => {
  test('takes the pip that was named, then TENSORPROOF_PIP, then the first on the path', async () => {
    const directory = path.join(workspace.directory, 'bin');
    const named = makeScript(path.join(directory, 'named'), 'echo "pip 1"');
    const fromEnvironment = makeScript(path.join(directory, 'from-environment'), 'echo "pip 2"');
    makeScript(path.join(directory, 'python3'), 'exit 1');
    makeScript(path.join(directory, 'pip3'), 'echo "pip 3"');
    const environment = { PATH: directory, TENSORPROOF_PIP: fromEnvironment };
    expect((await findPackageTool(named, environment)).command).toEqual([named]);
    expect((await findPackageTool(undefined, environment)).command).toEqual([fromEnvironment]);
    expect((await findPackageTool(undefined, { PATH: directory })).command).toEqual(['pip3']);
  });

  test('takes the pip that uv brings, and hands on the index of uv', async () => {
    const directory = path.join(workspace.directory, 'only-uv');
    makeScript(path.join(directory, 'uv'), 'echo "pip 25"');
    const tool = await findPackageTool(undefined, {
      PATH: directory,
      UV_INDEX_URL: 'https://mirror.example/simple',
    });
    expect(tool.command).toEqual(['uv', 'tool', 'run', 'pip']);
    expect(tool.environment['PIP_INDEX_URL']).toBe('https://mirror.example/simple');
  });

  test.each([
    [
      'nothing is there',
      undefined,
      { PATH: '/nonexistent' },
      /tried: python3 -m pip, pip3, pip, .*uv tool run pip/u,
    ],
    ['what was named is no pip', 'true', process.env, /tried: true/u],
  ])('says what was tried when %s', async (_, named, environment, message) => {
    const error: unknown = await findPackageTool(named, environment).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(BackendError);
    expect(error).toMatchObject({ problem: 'no-package-tool' });
    expect(String(error)).toMatch(message);
    expect(String(error)).toContain('--wheel FILE');
  });
});

test('a file in the way of the directory is reported, not waited for', async () => {
  const { pip: command } = pip('exit 1');
  const file = path.join(workspace.directory, 'a-file');
  writeFileSync(file, '');
  const tool = await findPackageTool(command, process.env);
  await expect(downloadWheel(tool, wheel, file, () => undefined)).rejects.toThrow(BackendError);
});

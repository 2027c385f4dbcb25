import {
  createWriteStream,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { mkdirSync, utimesSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { Transform } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { installBackend } from '../../src/backend/install.ts';
import type { InstallOptions } from '../../src/backend/install.ts';
import type { NativePlatform } from '../../src/backend/platforms.ts';
import { ArgumentError, BackendError } from '../../src/errors.ts';
import type { BackendProblem } from '../../src/errors.ts';
import { makeProject, makeScript, makeStandIn, makeWorkspace, STAND_IN_VERSION } from './stand-in.ts';

const workspace = makeWorkspace();
let wheel: string;
let platform: NativePlatform;
let count = 0;
/** Fresh for every test. */
let cache: string;
let project: { readonly directory: string; readonly tfjsNode: string };

beforeAll(() => {
  ({ wheel, platform } = makeStandIn(path.join(workspace.directory, 'wheels')));
});
afterAll(workspace.remove);
beforeEach(() => {
  const directory = path.join(workspace.directory, `test-${count++}`);
  cache = path.join(directory, 'cache');
  project = makeProject(path.join(directory, 'project'));
});

function install(options: InstallOptions = {}): ReturnType<typeof installBackend> {
  return installBackend({
    projectDirectory: project.directory,
    cacheDirectory: cache,
    platform,
    wheel,
    ...options,
  });
}

async function problemOf(promise: Promise<unknown>): Promise<BackendError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof BackendError)) throw new Error(`not refused: ${String(error)}`);
  return error;
}

function loadedVersion(tfjsNode: string): unknown {
  const loaded = createRequire(import.meta.url)(tfjsNode) as {
    backend(): { binding: { TF_Version: unknown } };
  };
  return loaded.backend().binding.TF_Version;
}

/** What is in the cache, the lock's traces and half-made things included. */
function contents(): readonly string[] {
  return existsSync(cache) ? readdirSync(cache) : [];
}

describe('installBackend', { timeout: 60_000 }, () => {
  test('makes the library and the addon, links them, and what is linked loads', async () => {
    const report = await install();
    expect(report).toMatchObject({ library: 'made', addon: 'made', linked: true });
    expect(loadedVersion(project.tfjsNode)).toBe(STAND_IN_VERSION);
    expect(contents()).toHaveLength(2);
    const library = contents().find((name) => name.startsWith('libtensorflow')) ?? '';
    const taken = readdirSync(path.join(cache, library), { recursive: true });
    expect(taken).toContain('include/tensorflow/c/c_api.h');
    expect(taken).not.toContain('include/tensorflow/core/unrelated.h');
  });

  test('does nothing the second time', async () => {
    await install();
    const again = await install();
    expect(again).toMatchObject({ library: 'cached', addon: 'cached', linked: false });
  });

  test('only links in a second checkout, and needs neither wheel nor compiler for it', async () => {
    await install();
    const other = makeProject(path.join(workspace.directory, `other-${count}`));
    const environment = { PATH: '/nonexistent', CXX: '/nonexistent/c++' };
    const report = await installBackend({
      projectDirectory: other.directory,
      cacheDirectory: cache,
      platform,
      environment,
    });
    expect(report).toMatchObject({ library: 'cached', addon: 'cached', linked: true });
    expect(loadedVersion(other.tfjsNode)).toBe(STAND_IN_VERSION);
  });

  test('replaces links that lead elsewhere', async () => {
    await install();
    const first = readlinkSync(path.join(project.tfjsNode, 'deps'));
    cache = `${cache}-moved`;
    expect(await install()).toMatchObject({ library: 'made', linked: true });
    expect(readlinkSync(path.join(project.tfjsNode, 'deps'))).not.toBe(first);
    expect(loadedVersion(project.tfjsNode)).toBe(STAND_IN_VERSION);
  });

  test('leaves a library of tfjs-node its own alone when it works, and replaces it when it does not', async () => {
    const own = path.join(project.tfjsNode, 'lib', 'napi-v8');
    mkdirSync(own, { recursive: true });
    writeFileSync(path.join(own, 'tfjs_binding.node'), 'left by a download that broke off');
    expect(await install()).toMatchObject({ linked: true });
    expect(loadedVersion(project.tfjsNode)).toBe(STAND_IN_VERSION);

    const working = makeProject(path.join(workspace.directory, `own-${count}`));
    mkdirSync(path.join(working.tfjsNode, 'lib', 'napi-v8'), { recursive: true });
    writeFileSync(path.join(working.tfjsNode, 'lib', 'napi-v8', 'tfjs_binding.node'), '');
    const index = path.join(working.tfjsNode, 'dist', 'index.js');
    writeFileSync(
      index,
      readFileSync(index, 'utf8').replace(/require\(path\.join.*\)/u, "{ TF_Version: '2.9.1' }"),
    );
    expect(await install({ projectDirectory: working.directory })).toMatchObject({
      library: 'own',
      linked: false,
    });
    expect(existsSync(path.join(working.tfjsNode, 'deps'))).toBe(false);
  });

  test('keeps the library when only the compiler is missing, and the next run needs no wheel', async () => {
    // The compiler answers, and then fails.
    const CXX = makeScript(
      path.join(cache, '..', 'c++'),
      '[ "$1" = --version ] && echo "c++ 1" && exit 0; exit 1',
    );
    const failed = await problemOf(install({ environment: { ...process.env, CXX } }));
    expect(failed.problem).toBe('compilation-failed');
    expect(await install({ wheel: undefined })).toMatchObject({ library: 'cached', addon: 'made' });
  });

  test.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
    ['cut short', (bytes) => bytes.subarray(0, bytes.length / 2), /it is cut short/u],
    [
      'tampered with in one bit',
      (bytes) => flipBit(bytes, bytes.length / 3),
      /expected {2}sha256 .*\n {2}actual {4}sha256/u,
    ],
    ['empty', () => Buffer.alloc(0), /size {6}0 bytes/u],
  ])('refuses a wheel that is %s, and leaves no trace', async (_, change, message) => {
    const changed = path.join(workspace.directory, `changed-${count}.whl`);
    writeFileSync(changed, change(readFileSync(wheel)));
    const error = await problemOf(install({ wheel: changed }));
    expect(error.problem).toBe('wrong-wheel');
    expect(error.message).toMatch(message);
    expect(contents()).toEqual([]);
    expect(existsSync(path.join(project.tfjsNode, 'deps'))).toBe(false);
    expect(await install()).toMatchObject({ library: 'made' });
  });

  test('refuses a wheel that is not there, and a file that is none', async () => {
    await expect(install({ wheel: '/nonexistent.whl' })).rejects.toThrow(ArgumentError);
    expect((await problemOf(install({ wheel: import.meta.filename }))).problem).toBe('wrong-wheel');
  });

  test.each<[string, NodeJS.ProcessEnv, BackendProblem, RegExp]>([
    ['no compiler', { PATH: '/nonexistent' }, 'no-compiler', /tried: g\+\+, clang\+\+/u],
    [
      'a CXX that is not there',
      { CXX: '/nonexistent/c++ -v' },
      'no-compiler',
      /tried: \/nonexistent\/c\+\+ -v/u,
    ],
  ])('says what to do with %s, before any work', async (_, environment, problem, message) => {
    const error = await problemOf(install({ environment }));
    expect(error.problem).toBe(problem);
    expect(error.message).toMatch(message);
    expect(error.hint).toContain('apt install g++');
    expect(contents()).toEqual([]);
  });

  test('says which addon does not compile, with the compiler its own words', async () => {
    writeFileSync(path.join(project.tfjsNode, 'binding', 'tfjs_binding.cc'), '#error too old\n');
    const error = await problemOf(install());
    expect(error.problem).toBe('compilation-failed');
    expect(error.message).toMatch(/error: #error too old/u);
  });

  test('notices an addon that compiles but does not load, and does not link it', async () => {
    writeFileSync(path.join(project.tfjsNode, 'binding', 'tfjs_binding.cc'), 'int nothing;\n');
    const error = await problemOf(install());
    expect(error.problem).toBe('load-failed');
    expect(existsSync(path.join(project.tfjsNode, 'lib'))).toBe(false);
  });

  test('names the package that a directory lacks', async () => {
    const error = await problemOf(install({ projectDirectory: path.join(workspace.directory, 'wheels') }));
    expect(error.problem).toBe('no-project');
    expect(error.hint).toContain('--ignore-scripts');
  });

  test('refuses to begin when the disk has too little space', async () => {
    const error = await problemOf(install({ platform: { ...platform, extractedBytes: 1e18 } }));
    expect(error.problem).toBe('disk-full');
    expect(error.message).toMatch(/needed {2}1000000000\.00 GB\n {2}free/u);
  });

  test('a disk that fills while extracting leaves nothing, and the next run works', async () => {
    const open: InstallOptions['open'] = (file) => fillingDisk(file, 3_000_000);
    const error = await problemOf(install({ open }));
    expect(error.problem).toBe('disk-full');
    expect(error.hint).toContain('TENSORPROOF_CACHE_DIR');
    expect(contents()).toEqual([]);
    expect(await install()).toMatchObject({ library: 'made' });
  });

  test('repairs an entry that somebody cut short, or whose manifest is gone', async () => {
    await install();
    const library = path.join(cache, contents().find((name) => name.startsWith('libtensorflow')) ?? '');
    truncateSync(path.join(library, 'lib', 'libtensorflow_cc.so.2'), 10);
    expect(await install()).toMatchObject({ library: 'made' });
    expect(loadedVersion(project.tfjsNode)).toBe(STAND_IN_VERSION);
    rmSync(path.join(library, 'manifest.json'));
    expect(await install()).toMatchObject({ library: 'made' });
    writeFileSync(path.join(library, 'manifest.json'), '{"format":1,"files":{},"origin":{}}');
    expect(await install()).toMatchObject({ library: 'made' });
    expect(contents()).toHaveLength(2);
  });

  test('takes over the lock of a process that is gone, by its age when nobody signed it', async () => {
    mkdirSync(path.join(cache, '.lock'), { recursive: true });
    const longAgo = new Date(Date.now() - 3_600_000);
    utimesSync(path.join(cache, '.lock'), longAgo, longAgo);
    expect(await install()).toMatchObject({ library: 'made' });
  });

  test('stops when it is told to, and leaves nothing half-done', async () => {
    const interruption = new AbortController();
    const progress = {
      begin: () => undefined,
      end: () => undefined,
      stop: () => undefined,
      note: () => undefined,
      advance: () => {
        interruption.abort();
      },
    };
    const error = await problemOf(install({ signal: interruption.signal, progress }));
    expect(error.problem).toBe('interrupted');
    expect(contents()).toEqual([]);
  });
});

function flipBit(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  const index = Math.floor(at);
  changed[index] = (changed[index] ?? 0) ^ 1;
  return changed;
}

/** Takes so many bytes and then fails as a full disk does. */
function fillingDisk(file: string, room: number): Transform {
  let written = 0;
  const disk = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      written += chunk.length;
      const error = Object.assign(new Error('ENOSPC: no space left on device, write'), {
        code: 'ENOSPC',
        syscall: 'write',
      });
      if (written > room) done(error);
      else done(null, chunk);
    },
  });
  disk.pipe(createWriteStream(file));
  return disk;
}

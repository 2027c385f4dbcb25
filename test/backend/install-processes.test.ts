import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCacheEntry } from '../../src/backend/cache-entry.ts';
import { installBackend } from '../../src/backend/install.ts';
import type { InstallOptions } from '../../src/backend/install.ts';
import { probeLoad } from '../../src/backend/load-probe.ts';
import type { NativePlatform } from '../../src/backend/platforms.ts';
import { removeBackend } from '../../src/backend/remove.ts';
import { BackendError } from '../../src/errors.ts';
import { makeProject, makeStandIn, makeWorkspace } from './stand-in.ts';

/** The moments of the kills come from here. */
const SEED = 20260;
const KILLS = 20;

const workspace = makeWorkspace();
// Inside the project, where the bundle finds its packages.
const child = path.resolve(import.meta.dirname, `../../.tmp/install-child-${process.pid}.mjs`);
let wheel: string;
let platform: NativePlatform;

beforeAll(async () => {
  ({ wheel, platform } = makeStandIn(path.join(workspace.directory, 'wheels')));
  await build({
    entryPoints: [path.join(import.meta.dirname, 'install-child.ts')],
    outfile: child,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  });
});
afterAll(() => {
  workspace.remove();
  rmSync(child, { force: true });
});

interface Outcome {
  readonly status: number | null;
  readonly output: string;
  readonly milliseconds: number;
}

/** Starts an install; `killAfter` counts from when it is ready to work. */
function startInstall(options: InstallOptions, killAfter?: number): Promise<Outcome> {
  const started = spawn(process.execPath, [child, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let readyAt = 0;
  started.stdout.on('data', (data: Buffer) => {
    output += data.toString();
    if (readyAt !== 0) return;
    readyAt = performance.now();
    if (killAfter !== undefined) void sleep(killAfter).then(() => started.kill('SIGKILL'));
  });
  started.stderr.on('data', (data: Buffer) => {
    output += data.toString();
  });
  return new Promise((resolve) => {
    started.on('close', (status) => {
      resolve({ status, output, milliseconds: performance.now() - readyAt });
    });
  });
}

/** Numbers in [0, 1), the same on every run. */
function* draws(seed: number): Generator<number, never> {
  for (let state = seed; ;) yield (state = (state * 48271) % 2147483647) / 2147483647;
}

/** Names that are not temporary; `.lock`, `.holder` and half-made things begin with a dot. */
function entries(cache: string): readonly string[] {
  return existsSync(cache) ? readdirSync(cache).filter((name) => !name.startsWith('.')) : [];
}

describe('installs as processes', () => {
  test(`${KILLS} kills at random moments leave the old state or the new, and the next run works`, async () => {
    const project = makeProject(path.join(workspace.directory, 'killed'));
    const tfjsNode = { directory: project.tfjsNode, version: '4.22.0', napiVersion: 8 };
    const cacheDirectory = path.join(workspace.directory, 'killed-cache');
    const options = { projectDirectory: project.directory, cacheDirectory, platform, wheel };
    const undisturbed = await startInstall(options);
    expect(undisturbed.output).toContain('"library":"made"');

    const random = draws(SEED);
    let killed = 0;
    for (let round = 0; round < KILLS; round++) {
      rmSync(cacheDirectory, { recursive: true, force: true });
      rmSync(path.join(project.tfjsNode, 'lib'), { recursive: true, force: true });
      rmSync(path.join(project.tfjsNode, 'deps'), { recursive: true, force: true });

      const outcome = await startInstall(options, random.next().value * undisturbed.milliseconds);
      if (outcome.status === null) killed++;
      for (const name of entries(cacheDirectory)) {
        expect(await readCacheEntry(cacheDirectory, name), `${name} after kill ${round}`).toBeDefined();
      }
      if (existsSync(path.join(project.tfjsNode, 'lib', 'napi-v8'))) {
        expect(await probeLoad(tfjsNode)).toMatchObject({ loads: true });
      }

      const next = await startInstall(options);
      expect(next, `the run after kill ${round}`).toMatchObject({ status: 0 });
      expect(await probeLoad(tfjsNode)).toMatchObject({ loads: true });
      expect(readdirSync(cacheDirectory), `after kill ${round}`).toHaveLength(2);
    }
    // Were all too late, nothing would have been tried.
    expect(killed).toBeGreaterThan(KILLS / 2);
  }, 600_000);

  test('four at once make everything once, and all projects work', async () => {
    const cacheDirectory = path.join(workspace.directory, 'shared-cache');
    const projects = [0, 1, 2, 3].map((i) => makeProject(path.join(workspace.directory, `shared-${i}`)));
    const outcomes = await Promise.all(
      projects.map(({ directory }) =>
        startInstall({ projectDirectory: directory, cacheDirectory, platform, wheel }),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
    expect(outcomes.filter(({ output }) => output.includes('"library":"made"'))).toHaveLength(1);
    expect(readdirSync(cacheDirectory)).toHaveLength(2);
    for (const { tfjsNode: directory } of projects) {
      expect(await probeLoad({ directory, version: '4.22.0', napiVersion: 8 })).toMatchObject({
        loads: true,
      });
    }
  }, 60_000);

  test('two at once in one project work', async () => {
    const cacheDirectory = path.join(workspace.directory, 'one-project-cache');
    const { directory: projectDirectory } = makeProject(path.join(workspace.directory, 'one-project'));
    const options = { projectDirectory, cacheDirectory, platform, wheel };
    const outcomes = await Promise.all([startInstall(options), startInstall(options)]);
    expect(outcomes.map(({ status }) => status)).toEqual([0, 0]);
  }, 60_000);

  test('what is loaded stays usable while the cache is removed and made again', async () => {
    const cacheDirectory = path.join(workspace.directory, 'busy-cache');
    const { directory: projectDirectory, tfjsNode } = makeProject(path.join(workspace.directory, 'busy'));
    const options = { projectDirectory, cacheDirectory, platform, wheel };
    await installBackend(options);
    const script = `
      const tf = require(${JSON.stringify(tfjsNode)});
      process.stdin.once('data', () => { console.log(tf.backend().binding.TF_Version); process.exit(); });
      console.log('loaded');`;
    const user = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
    const said: string[] = [];
    user.stdout.on('data', (data: Buffer) => said.push(data.toString().trim()));
    await new Promise((resolve) => user.stdout.once('data', resolve));
    const removed = await removeBackend({ projectDirectory, cacheDirectory });
    expect(removed.entries).toHaveLength(2);
    user.stdin.write('go on\n');
    await new Promise((resolve) => user.on('close', resolve));
    expect(said).toEqual(['loaded', '0.0.0-stand-in']);
    expect(await installBackend(options)).toMatchObject({ library: 'made', linked: true });
  }, 60_000);
});

describe('a cache that can only be read', { timeout: 60_000 }, () => {
  /** Permissions say nothing to root, so root steps aside. */
  async function asOrdinaryUser<Result>(work: () => Promise<Result>): Promise<Result> {
    if (process.geteuid?.() !== 0) return work();
    process.seteuid?.(65534);
    try {
      return await work();
    } finally {
      process.seteuid?.(0);
    }
  }

  test('is enough when everything is in it, and else is named with what to do', async () => {
    chmodSync(workspace.directory, 0o777);
    const cacheDirectory = path.join(workspace.directory, 'read-only-cache');
    const first = makeProject(path.join(workspace.directory, 'writer'));
    await installBackend({ projectDirectory: first.directory, cacheDirectory, platform, wheel });
    const empty = path.join(workspace.directory, 'read-only-empty');
    mkdirSync(empty);
    chmodSync(cacheDirectory, 0o555);
    chmodSync(empty, 0o555);
    try {
      await asOrdinaryUser(async () => {
        const { directory: projectDirectory } = makeProject(path.join(workspace.directory, 'reader'));
        const report = await installBackend({ projectDirectory, cacheDirectory, platform });
        expect(report).toMatchObject({ library: 'cached', linked: true });
        const refused = await installBackend({
          projectDirectory,
          cacheDirectory: empty,
          platform,
          wheel,
        }).catch((error: unknown) => error);
        expect(refused).toBeInstanceOf(BackendError);
        expect(refused).toMatchObject({
          problem: 'not-writable',
          hint: 'name a directory that can be written in TENSORPROOF_CACHE_DIR',
        });
      });
    } finally {
      chmodSync(cacheDirectory, 0o755);
    }
  });
});

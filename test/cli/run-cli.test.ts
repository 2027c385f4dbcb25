import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { makeProject, makeWorkspace } from '../backend/stand-in.ts';

const workspace = makeWorkspace();
afterAll(workspace.remove);
let count = 0;

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command in a project of its own, with an empty cache. */
async function run(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  project = true,
): Promise<Run> {
  const directory = path.join(workspace.directory, `project-${count++}`);
  mkdirSync(directory);
  if (project) makeProject(directory);
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, {
    print: (line) => out.push(line),
    error: (line) => err.push(line),
    progressStream: { write: (text) => err.push(text) },
    environment: {
      PATH: process.env['PATH'],
      TENSORPROOF_CACHE_DIR: path.join(directory, 'cache'),
      ...environment,
    },
    workingDirectory: directory,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

/** No pip can be found, so nothing is downloaded in a test. */
const NO_PIP = { TENSORPROOF_PIP: '/nonexistent/pip' };

describe('exit codes', () => {
  test.each<[string, readonly string[], RegExp]>([
    ['an unknown command', ['backend', 'instal'], /unknown command 'instal'/u],
    ['an unknown option', ['backend', 'install', '--whel', 'x'], /Did you mean --wheel/u],
    ['an option without its value', ['backend', 'install', '--wheel'], /argument missing/u],
    ['an argument too many', ['backend', 'status', 'now'], /too many arguments/u],
    ['a wheel that is not there', ['backend', 'install', '--wheel', '/nonexistent.whl'], /can't be read/u],
  ])('2 for %s', async (_, args, message) => {
    const { code, out, err } = await run(args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(out).toBe('');
  });

  test('0 for the version, which is that of the package', async () => {
    const { code, out } = await run(['--version']);
    expect(code).toBe(0);
    expect(out).toBe((createRequire(import.meta.url)('../../package.json') as { version: string }).version);
  });

  test('0 for help, which names the three commands', async () => {
    const { code, out } = await run(['backend', '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/install[^]*status[^]*remove/u);
  });

  test('1 for an install that is not possible, with what to do', async () => {
    const { code, err } = await run(['backend', 'install'], NO_PIP);
    expect(code).toBe(1);
    expect(err).toMatch(/^error: No pip was found[^]*tried: \/nonexistent\/pip[^]*hint: /u);
  });

  test('1 outside a project', async () => {
    const { code, err } = await run(['backend', 'install'], {}, false);
    expect(code).toBe(1);
    expect(err).toMatch(/@tensorflow\/tfjs-node is not installed here/u);
  });
});

describe('backend install --optional', () => {
  test('says why in one line and succeeds', async () => {
    const { code, err } = await run(['backend', 'install', '--optional'], NO_PIP);
    expect(code).toBe(0);
    expect(err).toBe(
      'native backend not installed, the next best is used: No pip was found, which downloads the TensorFlow library.',
    );
  });

  test.each(['true', '1'])('fails where CI is %s', async (CI) => {
    expect((await run(['backend', 'install', '--optional'], { ...NO_PIP, CI })).code).toBe(1);
  });

  test.each(['', 'false', '0'])('does not take CI=%o for a CI', async (CI) => {
    expect((await run(['backend', 'install', '--optional'], { ...NO_PIP, CI })).code).toBe(0);
  });

  test('does not hide a mistake in the call', async () => {
    expect((await run(['backend', 'install', '--optional', '--wheel', '/nonexistent.whl'])).code).toBe(2);
  });
});

describe('backend status', () => {
  test('says what is missing, as a table', async () => {
    const { code, out } = await run(['backend', 'status']);
    expect(code).toBe(0);
    expect(out).toMatch(/^library +not installed$/mu);
    expect(out).toMatch(/^ +not linked; run `tensorproof backend install`$/mu);
    expect(out).toMatch(/^loads +no: Error: Cannot find module/mu);
  });

  test('says the same as JSON', async () => {
    const { out } = await run(['backend', 'status', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      cacheDirectory: expect.stringContaining('cache') as string,
      project: { version: '4.22.0', link: 'none', probe: { loads: false } },
    });
  });

  test('works where tfjs-node is not installed', async () => {
    expect((await run(['backend', 'status'], {}, false)).out).toMatch(
      /^project +@tensorflow\/tfjs-node is not/mu,
    );
  });
});

test('backend remove has nothing to do in a fresh project', async () => {
  expect(await run(['backend', 'remove'])).toEqual({ code: 0, out: 'there was nothing to remove', err: '' });
});

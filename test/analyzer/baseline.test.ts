import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { audit } from '../../src/analyzer/index.ts';
import { ArgumentError } from '../../src/errors.ts';
import { scratchFolder } from './scratch-folder.ts';

const HEAD = "import * as tf from '@tensorflow/tfjs';\n";
const LEAK = 'tf.tidy(async () => 1);\n';
const only = { rules: { 'floating-promise': 'off' }, types: false } as const;

function project(files: Readonly<Record<string, string>>) {
  const root = scratchFolder(files);
  const run = async (options: Parameters<typeof audit>[0] = {}) => {
    const report = await audit({ root, types: only.types, baseline: 'known.json', ...options });
    return {
      ...report,
      lines: report.findings
        .filter(({ rule }) => rule === 'async-in-tidy')
        .map(({ file, place }) => `${file}:${place.line}`),
    };
  };
  const write = (file: string, text: string): void => {
    writeFileSync(path.join(root, file), text);
  };
  return { root, run, write };
}

describe('a baseline', () => {
  test('lets old findings sleep, wherever their lines move, and wakes for new ones', async () => {
    const { run, write } = project({ 'a.ts': HEAD + LEAK, 'b.ts': HEAD + LEAK });
    expect((await run()).lines).toEqual(['a.ts:2', 'b.ts:2']);
    const made = await run({ updateBaseline: true });
    expect(made).toMatchObject({ findings: [], fails: false, baseline: { file: 'known.json', written: 2 } });
    expect(await run()).toMatchObject({ lines: [], fails: false, baseline: { known: 2, fixed: 0 } });

    write('a.ts', `${HEAD}\n// moved\nif (x) {\n    ${LEAK}}\n`);
    expect(await run()).toMatchObject({ lines: [], baseline: { known: 2, fixed: 0 } });

    write('a.ts', `${HEAD}\n${LEAK}${LEAK}`);
    expect(await run()).toMatchObject({ lines: ['a.ts:4'], fails: true, baseline: { known: 2, fixed: 0 } });

    write('a.ts', HEAD);
    expect(await run()).toMatchObject({ lines: [], baseline: { known: 1, fixed: 1 } });
    expect(await run({ updateBaseline: true })).toMatchObject({ baseline: { written: 1 } });
  });

  test('keeps what it knows of files that were not looked at, unless they are gone', async () => {
    const { run, root } = project({ 'a.ts': HEAD + LEAK, 'b.ts': HEAD + LEAK, 'c.ts': HEAD + LEAK });
    await run({ updateBaseline: true });
    rmSync(path.join(root, 'c.ts'));
    expect(await run({ paths: ['a.ts'], updateBaseline: true })).toMatchObject({ baseline: { written: 2 } });
    expect(await run()).toMatchObject({ lines: [], baseline: { known: 2, fixed: 0 } });
  });

  test('is written whole, with nothing left beside it', async () => {
    const { run, root } = project({ 'a.ts': HEAD + LEAK });
    await Promise.all([run({ updateBaseline: true }), run({ updateBaseline: true })]);
    expect(readdirSync(root).toSorted()).toEqual(['a.ts', 'known.json']);
    expect(JSON.parse(readFileSync(path.join(root, 'known.json'), 'utf8'))).toMatchObject({ version: 1 });
  });

  test.each([
    [
      'of another version',
      '{ "version": 2, "findings": {} }',
      /has version 2, and this tensorproof reads version 1.*\n.*--update-baseline/,
    ],
    ['that is no JSON', '{', /is no baseline: it is not JSON/],
    ['of another kind', '{ "findings": {} }', /it has no version/],
    ['that was edited', '{ "version": 1, "findings": { "a.ts": [{}] } }', /not as they were written/],
  ])('one %s is refused', async (_, text, message) => {
    const { run } = project({ 'a.ts': '', 'known.json': text });
    await expect(run()).rejects.toThrow(ArgumentError);
    await expect(run()).rejects.toThrow(message);
  });

  test('that is not there knows nothing', async () => {
    const report = await project({ 'a.ts': HEAD + LEAK }).run();
    expect(report.lines).toEqual(['a.ts:2']);
    expect(report.baseline).toBeUndefined();
  });
});

describe('what changed', () => {
  test('is looked at alone: edited, and new', async () => {
    const { root, run, write } = project({
      'a.ts': HEAD + LEAK,
      'b.ts': HEAD + LEAK,
      'sub/c.ts': HEAD + LEAK,
    });
    const git = (...args: readonly string[]): void => {
      execFileSync('git', ['-C', root, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
        stdio: 'ignore',
      });
    };
    await expect(run({ changed: 'HEAD' })).rejects.toThrow(
      /git can't say what changed since 'HEAD': .*not a git repository/,
    );
    git('init', '-b', 'main');
    git('add', '.');
    git('commit', '-m', 'one');
    expect((await run({ changed: 'HEAD' })).files).toBe(0);
    write('b.ts', `${HEAD}\n${LEAK}`);
    write('ä new.ts', HEAD + LEAK);
    rmSync(path.join(root, 'a.ts'));
    expect((await run({ changed: 'HEAD' })).lines).toEqual(['b.ts:3', 'ä new.ts:2']);
    git('checkout', '-b', 'side');
    git('add', '-A');
    git('commit', '-m', 'two');
    expect((await run({ changed: 'HEAD' })).files).toBe(0);
    expect((await run({ changed: 'main' })).lines).toEqual(['b.ts:3', 'ä new.ts:2']);
    await expect(run({ changed: 'nowhere' })).rejects.toThrow(ArgumentError);
    await expect(run({ changed: '--output=x' })).rejects.toThrow(/no branch or commit/);
  });
});

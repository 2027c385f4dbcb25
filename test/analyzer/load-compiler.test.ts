import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ts } from '../../src/analyzer/compiler.js';
import { loadMorph } from '../../src/analyzer/load-compiler.ts';

const LOADER = pathToFileURL(path.resolve('src/analyzer/load-compiler.ts')).href;

/** A process of its own, that parses, and keeps the compiled code at its end. */
const PROGRAM = `
  import { keepCompiledCode, loadCompiler } from '${LOADER}';
  const ts = loadCompiler();
  const tree = ts.createSourceFile('a.ts', 'export const x = 1;', ts.ScriptTarget.Latest, true);
  keepCompiledCode();
  console.log(tree.statements.length, ts === loadCompiler());
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tensorproof-compiled-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(cache: string): string {
  return execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', PROGRAM], {
    encoding: 'utf8',
    env: { ...process.env, TENSORPROOF_CACHE_DIR: cache },
  });
}

function kept(): string {
  const files = readdirSync(path.join(folder, 'compiled'));
  expect(files).toEqual([expect.stringMatching(/^[0-9a-f]{16}\.code$/)]);
  return path.join(folder, 'compiled', files[0] ?? '');
}

describe('loadCompiler', () => {
  test('gives the compiler that ts-morph works with', () => {
    expect(loadMorph().ts.createSourceFile).toBe(ts.createSourceFile);
  });

  test('keeps compiled code, takes it, and makes it again where it is broken', { timeout: 60_000 }, () => {
    expect(run(folder)).toBe('1 true\n');
    const file = kept();
    const whole = readFileSync(file);
    const made = statSync(file).mtimeMs;

    expect(run(folder)).toBe('1 true\n');
    expect(statSync(kept()).mtimeMs).toBe(made);

    const broken = Buffer.from(whole);
    broken.writeUInt8(broken.readUInt8(whole.length - 100) ^ 0xff, whole.length - 100);
    for (const bytes of [broken, whole.subarray(0, 1000), Buffer.alloc(0)]) {
      writeFileSync(file, bytes);
      expect(run(folder)).toBe('1 true\n');
      expect(statSync(kept()).size).toBeGreaterThan(1_000_000);
    }
  });

  test('does without where nothing can be kept', { timeout: 60_000 }, () => {
    const noFolder = path.join(folder, 'a-file');
    writeFileSync(noFolder, '');
    expect(run(noFolder)).toBe('1 true\n');
    expect(readFileSync(noFolder, 'utf8')).toBe('');
  });
});

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXIT, runCli } from '../../src/cli/run-cli.ts';
import { scratchFolder } from '../analyzer/scratch-folder.ts';

const LEAKY = `import * as tf from '@tensorflow/tfjs';
export const step = (x: tf.Tensor2D): void => {
  tf.tidy(async () => { await x.data(); });
};
`;

async function run(
  args: readonly string[],
  files: Readonly<Record<string, string>> = { 'src/a.ts': LEAKY },
  environment: NodeJS.ProcessEnv = {},
) {
  const out: string[] = [];
  const err: string[] = [];
  const directory = scratchFolder(files);
  const code = await runCli(['audit', ...args], {
    print: (line) => out.push(line),
    error: (line) => err.push(line),
    progressStream: { write: (text) => err.push(text) },
    environment,
    workingDirectory: directory,
  });
  return { code, out: out.join('\n'), err: err.join('\n'), directory };
}

describe('exit codes', () => {
  test.each<[number, string, readonly string[]]>([
    [1, 'an error', []],
    [1, 'a warning', ['--rule', 'async-in-tidy=warning']],
    [0, 'a warning where errors are asked for', ['--rule', 'async-in-tidy=warning', '--fail-on', 'error']],
    [0, 'a hint', ['--rule', 'async-in-tidy=hint']],
    [0, 'a rule that is off', ['--rule', 'async-in-tidy=off', 'src']],
    [2, 'a path that is not there', ['scr']],
    [2, 'a rule that is not there', ['--rule', 'async=off']],
    [2, 'a level that is not there', ['--rule', 'async-in-tidy=warn']],
    [2, 'a format that is not there', ['--format', 'xml']],
    [2, 'an option that is not there', ['--outptu', 'x']],
    [2, 'an output that can not be written', ['--output', 'no/such/folder/x.json']],
    [2, 'explaining what is not there', ['explain', 'async']],
    [0, 'explaining', ['explain', 'async-in-tidy']],
    [0, 'help', ['--help']],
  ])('%i for %s', async (wanted, _, args) => {
    const { code, out, err } = await run(args);
    expect(code).toBe(wanted);
    if (wanted === 2) {
      expect(err).not.toBe('');
      expect(out).toBe('');
    } else expect(err).toBe('');
  });

  test('0 for an empty folder', async () => {
    const { code, out } = await run([], {});
    expect(code).toBe(0);
    expect(out).toMatch(/no source file here/);
  });
});

test('the report of a terminal', async () => {
  const { out } = await run(['--rule', 'async-in-tidy=error', '--no-types']);
  expect(out.slice(0, out.indexOf('tensors: '))).toMatchInlineSnapshot(`
    "src/a.ts
      3:11  error  async-in-tidy
        tf.tidy ends before this async function does: what it makes after its first \`await\` is never
        disposed, and what it made before is disposed under it. Await first and give tidy a synchronous
        function.
          2 | export const step = (x: tf.Tensor2D): void => {
        > 3 |   tf.tidy(async () => { await x.data(); });
            |           ^^^^^
          4 | };

      1  async-in-tidy
      what a rule means, and what to write instead: npx tensorproof audit explain async-in-tidy

    1 error in 1 of 1 file, 4 lines

    annotated  ██████████████████████████████   100 %  2 of 2 positions have a type
    ranked     ██████████████████████████████   100 %  1 of 1 positions of tensors say a rank
    shaped     ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░   0.0 %  0 of 1 positions of tensors say a shape

    annotated: 2 written, 0 inferred and certain (from literals, casts and the like); 0 any, 0 implicitly any, 0 without a type
    "
  `);
});

test('colours only where a person wants them', async () => {
  const plain = await run([]);
  const coloured = await run([], undefined, { FORCE_COLOR: '1' });
  const refused = await run([], undefined, { FORCE_COLOR: '1', NO_COLOR: '1' });
  expect(plain.out).not.toContain('\u001b[');
  expect(coloured.out).toContain('\u001b[31m');
  expect(refused.out).toBe(plain.out);
});

test('a report goes to a file', async () => {
  const { code, out, err, directory } = await run(['--format', 'json', '--output', 'report.json']);
  expect(code).toBe(1);
  expect(out).toBe('');
  expect(err).toMatch(/report\.json/);
  const report = JSON.parse(readFileSync(path.join(directory, 'report.json'), 'utf8')) as object;
  expect(report).toMatchObject({ schemaVersion: 1, files: 1, fails: true });
  expect(existsSync(path.join(directory, 'src/a.ts'))).toBe(true);
});

test('explain says what a rule finds, and lists them all', async () => {
  const one = await run(['explain', 'async-in-tidy']);
  expect(one.out).toContain('A function given to tf.tidy is async');
  expect(one.out).toContain('tensorproof-ignore-next-line async-in-tidy');
  const all = await run(['explain']);
  expect(all.out).toMatch(/^ {2}unused-suppression +warning +A comment/m);
});

describe('a configuration', () => {
  const files = {
    'src/a.ts': LEAKY,
    'tensorproof.config.json':
      '{ "paths": ["src"], "rules": { "async-in-tidy": "off" }, "thresholds": { "ranked": 100 } }',
    'loud.json': '{}',
  };

  test.each<[number, string, readonly string[]]>([
    [0, 'is read from the folder', []],
    [1, 'gives way to flags', ['--rule', 'async-in-tidy=error']],
    [1, 'can be another', ['--config', 'loud.json']],
    [1, 'can be left out', ['--no-config']],
    [2, 'has to be there', ['--config', 'gone.json']],
  ])('%i: %s', async (wanted, _, args) => {
    expect((await run(args, files)).code).toBe(wanted);
  });

  test('is printed as it is in force', async () => {
    const { out, code } = await run(['--print-config', '--rule', 'bare-tensor=off', 'src/a.ts'], files);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      paths: ['src/a.ts'],
      thresholds: { ranked: 100 },
      failOn: 'warning',
      rules: { 'async-in-tidy': 'off', 'bare-tensor': 'off', 'missing-parameter-type': 'warning' },
    });
  });

  test('one that does not parse is misuse, with the place', async () => {
    const { code, err, out } = await run([], { 'tensorproof.config.json': '{,}' });
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/tensorproof\.config\.json:1:2 is no JSON/);
  });
});

test('a baseline is made, sleeps, and is told of in words', async () => {
  const made = await run(['--update-baseline']);
  expect(made.code).toBe(0);
  expect(made.out).toContain('tensorproof-baseline.json holds ');
  const file = readFileSync(path.join(made.directory, 'tensorproof-baseline.json'), 'utf8');
  const again = await run(['--baseline'], { 'src/a.ts': `\n${LEAKY}`, 'tensorproof-baseline.json': file });
  expect(again.code).toBe(0);
  expect(again.out).toMatch(/of tensorproof-baseline\.json sleeps?\./);
});

describe('--fix', { timeout: 30_000 }, () => {
  const UNAWAITED = `import * as tf from '@tensorflow/tfjs';\r
export async function train(model: tf.LayersModel, xs: tf.Tensor2D): Promise<void> {\r
  model.fit(xs, xs);\r
}\r
`;
  const AWAITED = UNAWAITED.replace('model.fit', 'await model.fit');

  test('rewrites, and reports what is left', async () => {
    const { code, out, err, directory } = await run(['--fix'], { 'a.ts': UNAWAITED });
    expect(readFileSync(path.join(directory, 'a.ts'), 'utf8')).toBe(AWAITED);
    expect(err).toBe('1 rewrite in 1 file made');
    expect(out).not.toContain('floating-promise');
    expect(code).toBe(0);
  });

  test('--dry-run prints a diff that git applies', async () => {
    const { code, out, err, directory } = await run(['--fix', '--dry-run'], { 'a.ts': UNAWAITED });
    expect(readFileSync(path.join(directory, 'a.ts'), 'utf8')).toBe(UNAWAITED);
    expect(err).toBe('1 rewrite in 1 file would be made; nothing was written');
    expect(code).toBe(0);
    expect(out).toContain('-  model.fit(xs, xs);\r\n+  await model.fit(xs, xs);\r\n');
    execFileSync('git', ['init', '-q'], { cwd: directory });
    execFileSync('git', ['apply', '-'], { cwd: directory, input: `${out}\n` });
    expect(readFileSync(path.join(directory, 'a.ts'), 'utf8')).toBe(AWAITED);
  });

  test('--dry-run alone is misuse', async () => {
    expect((await run(['--dry-run'])).code).toBe(2);
  });
});

describe('interrupted', () => {
  test('an audit ends, and prints no half report', async () => {
    const files = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`src/${index}.ts`, LEAKY]));
    const running = run([], files);
    setImmediate(() => process.emit('SIGINT'));
    expect(await running).toMatchObject({
      code: EXIT.interrupted,
      out: '',
      err: expect.stringMatching(/^interrupted/) as string,
    });
  });

  test('a watch ends with what its last report said', async () => {
    const out: string[] = [];
    const err: string[] = [];
    const code = await runCli(['audit', '--watch'], {
      print: (line) => out.push(line),
      error: (line) => {
        err.push(line);
        if (line.startsWith('watching')) process.emit('SIGINT');
      },
      progressStream: { write: () => undefined },
      environment: {},
      workingDirectory: scratchFolder({ 'a.ts': LEAKY }),
    });
    expect(out.join('\n')).toContain('async-in-tidy');
    expect(err).toEqual(['watching 1 file; Ctrl+C ends it']);
    expect(code).toBe(1);
  });

  test.each(['--fix', '--update-baseline'])('a watch does not go with %s', async (flag) => {
    expect((await run(['--watch', flag])).code).toBe(2);
  });
});

test('--cache keeps results, by default beside the packages', async () => {
  const { directory } = await run(['--cache']);
  expect(readdirSync(path.join(directory, 'node_modules/.cache/tensorproof/audit'))).toHaveLength(1);
});

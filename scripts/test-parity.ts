/**
 * Holds what is committed under `parity/expected` against torch and torchvision themselves: `npm run test:parity`.
 *
 * Every `parity/NAME.py` is run as `python parity/NAME.py FOLDER` and writes JSON files, which must agree with those in
 * `parity/expected/NAME`; `-- --update` puts them there instead. Every `parity/NAME.ts` is run with the path of that Python as
 * `PARITY_PYTHON`, for what both sides exchange, and ends with a line `N passed, N failed`. `-- NAME` runs only the scripts called so.
 *
 * Without Python it says so and passes, unless CI is set: there nothing is skipped.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { differences } from './parity/compare-values.ts';
import { parityPython } from './parity/python-environment.ts';

const ROOT = join(import.meta.dirname, '..');
const PARITY = join(ROOT, 'parity');
/** A script that is stuck would hold up everything behind it. */
const LONGEST = 30 * 60_000;
/** Of one file; a formula that changed differs everywhere. */
const MOST_SHOWN = 10;

const { values, positionals } = parseArgs({
  options: { update: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const count = { passed: 0, failed: 0 };

const environment = await parityPython();
if ('missing' in environment) {
  if (process.env['CI'] === 'true') count.failed += 1;
  console.log(`Parity with torchvision is not tested: ${environment.missing}.`);
} else {
  const env = { ...process.env, PARITY_PYTHON: environment.python, PYTHONDONTWRITEBYTECODE: '1' };
  for (const name of scripts('.py')) runPython(name, environment.python, env);
  for (const name of scripts('.ts')) runTypeScript(name, env);
}
console.log(`\n${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed > 0 ? 1 : 0;

function scripts(ending: string): readonly string[] {
  return readdirSync(PARITY)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .filter((name) => positionals.length === 0 || positionals.includes(name))
    .sort();
}

function judge(what: string, problems: readonly string[]): void {
  count[problems.length === 0 ? 'passed' : 'failed'] += 1;
  console.log(`${problems.length === 0 ? '✓' : '✗'} ${what}`);
  for (const problem of problems.slice(0, MOST_SHOWN)) console.log(`    ${problem}`);
  if (problems.length > MOST_SHOWN) console.log(`    … and ${problems.length - MOST_SHOWN} more`);
}

function runPython(name: string, python: string, env: NodeJS.ProcessEnv): void {
  const made = join(ROOT, '.tmp/parity', name);
  const committed = join(PARITY, 'expected', name);
  rmSync(made, { recursive: true, force: true });
  mkdirSync(made, { recursive: true });
  const run = spawnSync(python, [join(PARITY, `${name}.py`), made], {
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: LONGEST,
    env,
  });
  const files = readdirSync(made).filter((file) => file.endsWith('.json'));
  if (run.status !== 0 || files.length === 0) {
    judge(`${name}.py`, [run.status === 0 ? 'it made nothing' : `it ended with ${run.signal ?? run.status}`]);
    return;
  }
  if (values.update) {
    mkdirSync(committed, { recursive: true });
    for (const file of files) writeFileSync(join(committed, file), readFileSync(join(made, file)));
  }
  const expected = existsSync(committed)
    ? readdirSync(committed).filter((file) => file.endsWith('.json'))
    : [];
  for (const file of new Set([...files, ...expected])) {
    if (!files.includes(file)) judge(`${name}/${file}`, ['it is committed, but was not made']);
    else if (!expected.includes(file)) judge(`${name}/${file}`, ['it was made, but is not committed']);
    else {
      const read = (folder: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
      judge(`${name}/${file}`, differences(read(made), read(committed), file.replace('.json', '')));
    }
  }
}

function runTypeScript(name: string, env: NodeJS.ProcessEnv): void {
  console.log(`\n${name}.ts`);
  const run = spawnSync(process.execPath, ['--import', 'tsx', join(PARITY, `${name}.ts`)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    timeout: LONGEST,
    env,
    cwd: ROOT,
  });
  process.stdout.write(run.stdout);
  const line = /^(\d+) passed, (\d+) failed$/m.exec(run.stdout);
  if (line === null || (run.status !== 0 && line[2] === '0')) {
    judge(`${name}.ts`, [
      line === null ? 'it reported nothing' : `it ended with ${run.signal ?? run.status}`,
    ]);
  }
  count.passed += Number(line?.[1] ?? 0);
  count.failed += Number(line?.[2] ?? 0);
}

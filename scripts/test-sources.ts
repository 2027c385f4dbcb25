/**
 * Shows the analyzer thousands of real TypeScript files, those that npm packages ship as source, and a hundred thousand
 * mutated ones: no rule fails, nothing hangs, every finding stands inside of its text. `npm run test:sources`,
 * `-- --mutations=1000` for fewer.
 */
import { execFileSync, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Answer, Task } from './sources/worker.ts';

/** Packages that ship TypeScript, of many hands: 4,793 files. */
const PACKAGES: readonly string[] = [
  '@tensorflow/tfjs-backend-cpu@2.8.6',
  '@tensorflow/tfjs-backend-webgl@2.8.6',
  '@tensorflow/tfjs-converter@2.8.6',
  '@tensorflow/tfjs-core@2.8.6',
  '@tensorflow/tfjs-data@2.8.6',
  '@tensorflow/tfjs-layers@2.8.6',
  'effect@4.1.0',
  'ethers@6.17.0',
  'ox@1.8.3',
  'rxjs@7.8.2',
  'viem@2.57.20',
  'zod@4.6.7',
];
const LEAST_FILES = 4000;
/** A source that takes longer hangs. */
const PATIENCE = 60_000;

const ROOT = path.join(import.meta.dirname, '..');
const { values } = parseArgs({ options: { mutations: { type: 'string', default: '100000' } } });
const mutations = Number(values.mutations);
const workers = Math.max(1, Math.min(cpus().length, 4));

mkdirSync(path.join(ROOT, '.tmp'), { recursive: true });
const folder = mkdtempSync(path.join(ROOT, '.tmp', 'sources-'));
let passed = 0;
let failed = 0;
try {
  const files = fetchPackages();
  console.log(`${files.length} files of ${PACKAGES.length} packages`);
  if (files.length < LEAST_FILES) throw new Error(`there should be at least ${LEAST_FILES} files`);
  const sources = typescriptIn(path.join(ROOT, 'fixtures/sources'));
  const share = Math.ceil(mutations / workers);
  await Promise.all(
    Array.from({ length: workers }, async (_, place) => {
      await run({ kind: 'files', files: files.filter((__, index) => index % workers === place) });
      await run({
        kind: 'mutations',
        sources,
        from: place * share,
        to: Math.min(mutations, (place + 1) * share),
      });
    }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function fetchPackages(): readonly string[] {
  return PACKAGES.flatMap((name, index) => {
    const place = path.join(folder, String(index));
    mkdirSync(place);
    const [archive = ''] = execFileSync('npm', ['pack', name, '--silent'], { cwd: place, encoding: 'utf8' }).trim().split('\n'); // prettier-ignore
    execFileSync('tar', ['xzf', archive], { cwd: place });
    return typescriptIn(place);
  });
}

function typescriptIn(place: string): readonly string[] {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile() && /\.[cm]?tsx?$/.test(each.name) && !/\.d\.[cm]?ts$/.test(each.name))
    .map((each) => path.join(each.parentPath, each.name));
}

/** One worker for one task, so that one that hangs or dies takes nothing else with it. */
async function run(task: Task): Promise<void> {
  const child = fork(path.join(import.meta.dirname, 'sources/worker.ts'), { execArgv: ['--import', 'tsx'] });
  let at = 'the start';
  let broken = 0;
  await new Promise<void>((resolve) => {
    const hangs = (): void => {
      fail(at, `took longer than ${PATIENCE / 1000} s`);
      child.kill('SIGKILL');
    };
    let timer = setTimeout(hangs, PATIENCE);
    let isDone = false;
    const fail = (source: string, why: string): void => {
      broken++;
      console.log(`\n${source}\n  ${why}`);
    };
    child.on('message', (answer: Answer) => {
      clearTimeout(timer);
      if (answer.kind === 'done') {
        isDone = true;
        passed += answer.sources - broken;
        child.disconnect();
        return;
      }
      timer = setTimeout(hangs, PATIENCE);
      if (answer.kind === 'begun') {
        at = answer.source;
        if (at.endsWith('0000')) console.error(at);
      } else fail(answer.source, answer.why);
    });
    child.on('exit', (code) => {
      clearTimeout(timer);
      if (!isDone) fail(at, `the worker ended with ${String(code)}`);
      failed += broken;
      resolve();
    });
    child.send(task);
  });
}

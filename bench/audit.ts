/**
 * What an audit costs beside the compilers, side by side in one run: whole processes on the source of tfjs-layers 2.8.6, the last
 * that ships it, fetched with npm.
 *
 *     npm run build && npm run bench:audit
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CORPUS = '@tensorflow/tfjs-layers@2.8.6';
const RUNS = 5;
const COMPILER = 'tsc 5.9 --noEmit';

const workspace = mkdtempSync(path.join(tmpdir(), 'tensorproof-bench-audit-'));
const cli = path.join(ROOT, 'dist/cli.mjs');
if (!existsSync(cli)) throw new Error('the package is not built: npm run build');

try {
  fetchCorpus();
  report(measure());
} finally {
  rmSync(workspace, { recursive: true, force: true });
}

function fetchCorpus(): void {
  execFileSync('npm', ['pack', CORPUS, '--silent'], { cwd: workspace });
  execFileSync('tar', ['xzf', 'tensorflow-tfjs-layers-2.8.6.tgz'], { cwd: workspace });
  mkdirSync(path.join(workspace, 'node_modules'));
  // The newest core: its types are what a user's program loads.
  symlinkSync(path.join(ROOT, 'node_modules/@tensorflow'), path.join(workspace, 'node_modules/@tensorflow'));
  const compilerOptions = {
    target: 'es2020',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2020', 'dom'],
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  writeFileSync(
    path.join(workspace, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['package/src'] }),
  );
}

/** Seconds of each run, by what ran; they take turns, so that what else the machine does falls on all alike. */
function measure(): ReadonlyMap<string, readonly number[]> {
  const compiler = path.join(ROOT, 'node_modules/typescript-5.9/bin/tsc');
  const commands: readonly (readonly [string, readonly string[]])[] = [
    [COMPILER, [compiler, '-p', workspace]],
    ['audit without types', [cli, 'audit', 'package/src', '--no-config', '--no-types']],
    ['audit with types', [cli, 'audit', 'package/src', '--no-config', '--types']],
  ];
  const seconds = new Map(commands.map(([name]) => [name, [] as number[]]));
  for (let run = 0; run < RUNS; run++) {
    for (const [name, args] of commands) {
      const began = performance.now();
      const { status, stderr } = spawnSync(process.execPath, args, {
        cwd: workspace,
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      });
      seconds.get(name)?.push((performance.now() - began) / 1000);
      // The compiler finds fault with old source under new types, and an audit finds things: 2 is what must not be.
      if (name !== COMPILER && status !== 0 && status !== 1)
        throw new Error(`${name} ended with ${String(status)}: ${stderr}`);
    }
  }
  return seconds;
}

function report(seconds: ReadonlyMap<string, readonly number[]>): void {
  const goals: Readonly<Record<string, number>> = { 'audit without types': 0.35, 'audit with types': 1 };
  const floor = median(seconds.get(COMPILER) ?? []);
  console.log(`${CORPUS}, median of ${RUNS} whole processes, Node ${process.versions.node}`);
  for (const [name, runs] of seconds) {
    const time = median(runs);
    const goal = goals[name];
    const verdict = goal === undefined ? '' : `  goal ${goal} ${time / floor <= goal ? 'held' : 'missed'}`;
    console.log(`  ${name.padEnd(22)} ${time.toFixed(2)} s  ${(time / floor).toFixed(2)} ×${verdict}`);
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

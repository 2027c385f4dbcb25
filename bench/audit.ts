/**
 * What an audit costs beside the compilers and linters, side by side in one run: whole processes on the source of tfjs-layers
 * 2.8.6, the last that ships it, fetched with npm.
 *
 *     npm run build && npm run bench:audit
 */
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { COPIES, CORPUS, makeWorkspace } from './audit/corpus.ts';
import { measure, type Contender, type Measured } from './audit/processes.ts';
import { watchAnswer } from './audit/watch.ts';
import { median } from './median.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RUNS = 5;
const COMPILER = 'tsc 5.9 --noEmit';
const LINTER = 'typescript-eslint with types';
/** Milliseconds. */
const WATCH_GOAL = 300;

const cli = path.join(ROOT, 'dist/cli.mjs');
if (!existsSync(cli)) throw new Error('the package is not built: npm run build');

const { folder, hasPeers } = makeWorkspace(ROOT);
try {
  const measured = measure(contenders(), folder, RUNS);
  report(measured);
  for (const types of [false, true]) {
    const answer = await watchAnswer(path.join(ROOT, 'dist/analyzer.mjs'), folder, types, RUNS);
    const verdict = answer <= WATCH_GOAL ? 'held' : 'missed';
    console.log(`  answer of a watch ${types ? 'with' : 'without'} types: ${answer.toFixed(0)} ms  goal ${WATCH_GOAL} ${verdict}`); // prettier-ignore
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function contenders(): readonly Contender[] {
  const audit = (name: string, ...args: readonly string[]): Contender => ({
    name,
    command: [cli, 'audit', '--no-config', ...args],
    codes: [0, 1],
  });
  const changed = path.join(folder, 'package/src/losses.ts');
  const original = readFileSync(changed, 'utf8');
  const restore = (): void => {
    writeFileSync(changed, original);
  };
  let change = 0;
  const changeOne = (): void => {
    restore();
    appendFileSync(changed, `// ${change++}\n`);
  };
  // Each with a cache of its own, that its first run fills.
  const cached = (name: string, types: string, prepare: () => void): Contender => ({
    ...audit(name, 'package/src', types, '--cache', `cache-${name.replaceAll(' ', '-')}`),
    prepare,
  });
  const bin = (name: string): string => path.join(folder, 'peers/node_modules/.bin', name);
  return [
    {
      name: COMPILER,
      command: [path.join(ROOT, 'node_modules/typescript-5.9/bin/tsc'), '-p', '.'],
      prepare: restore,
    },
    audit('audit without types', 'package/src', '--no-types'),
    audit('audit with types', 'package/src', '--types'),
    cached('cached, nothing changed', '--no-types', restore),
    cached('cached with types, nothing changed', '--types', restore),
    cached('cached, one file changed', '--no-types', changeOne),
    cached('cached with types, one file changed', '--types', changeOne),
    { ...audit(`${COPIES} × the files`, 'copies', '--no-types'), prepare: restore },
    {
      name: LINTER,
      command: [
        path.join(ROOT, 'node_modules/eslint/bin/eslint.js'),
        '--config',
        'eslint.config.mjs',
        'package/src',
      ],
      codes: [0, 1],
    },
    ...(hasPeers
      ? ([
          { name: 'type-coverage', command: [bin('type-coverage'), '-p', '.'], codes: [0] },
          { name: 'tsc 7 (native) --noEmit', command: [bin('tsgo'), '-p', '.'] },
        ] satisfies Contender[])
      : []),
  ];
}

function report(measured: ReadonlyMap<string, Measured>): void {
  const goals: Readonly<Record<string, number>> = {
    'audit without types': 0.35,
    'audit with types': 1,
    'cached, nothing changed': 0.15,
    'cached with types, nothing changed': 0.15,
    'cached, one file changed': 0.35,
    'cached with types, one file changed': 0.8,
  };
  const time = (name: string): number => median(measured.get(name)?.seconds.slice(name.startsWith('cached') ? 1 : 0) ?? []); // prettier-ignore
  const floor = time(COMPILER);
  console.log(
    `${CORPUS}, median of ${RUNS} whole processes, Node ${process.versions.node}, ${cpus().length} cores`,
  );
  for (const [name, { memory }] of measured) {
    const share = time(name) / floor;
    const goal = goals[name];
    const verdict = goal === undefined ? '' : `  goal ${goal} ${share <= goal ? 'held' : 'missed'}`;
    const most = memory === undefined ? '      –' : `${memory.toFixed(0).padStart(4)} MB`;
    console.log(
      `  ${name.padEnd(36)} ${time(name).toFixed(2).padStart(6)} s  ${share.toFixed(2)} ×  ${most}${verdict}`,
    );
  }
  const growth = time(`${COPIES} × the files`) / time('audit without types');
  console.log(`  ${COPIES} × the files take ${growth.toFixed(1)} × the time  goal ${COPIES + 1} ${growth <= COPIES + 1 ? 'held' : 'missed'}`); // prettier-ignore
  const [own, linter] = ['audit with types', LINTER].map((name) => measured.get(name)?.memory ?? Number.NaN);
  console.log(`  memory with types ${(own ?? 0).toFixed(0)} MB, the linter ${(linter ?? 0).toFixed(0)} MB  ${(own ?? 0) <= (linter ?? 0) ? 'held' : 'missed'}`); // prettier-ignore
  if (!hasPeers) console.log('  type-coverage and tsc 7 could not be fetched');
}

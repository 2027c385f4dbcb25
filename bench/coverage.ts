/**
 * What coverage costs: `c8 vitest run` with this library's provider beside Vitest's own V8 provider, on the tests of the analyzer; and
 * what is collected beside lines and branches, on tests that compute. Whole processes that take turns, so that what else the machine does
 * falls on all alike; seconds of the processor, which that changes least, beside those of the clock.
 *
 *     npm run bench:coverage            # 5 rounds
 *     npm run bench:coverage -- 9
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { median } from './median.ts';
import { describeMachine, markdown } from './page.ts';

const ROOT = path.join(import.meta.dirname, '..');
const ROUNDS = Number(process.argv[2] ?? 5);
const ANALYZER = 'test/analyzer/{annotations,error-paths,inventory}/**/*.test.ts';
const COMPUTING = 'test/{contracts,gradients/flow}/**/*.test.ts';

/** One way to run a suite. */
interface Way {
  readonly name: string;
  readonly tests: string;
  readonly command: readonly string[];
  readonly collect?: 'on' | 'off';
}

interface Cost {
  readonly clock: number;
  readonly processor: number;
}

const folder = mkdtempSync(path.join(tmpdir(), 'tensorproof-bench-coverage-'));
const vitest = [
  process.execPath,
  path.join(ROOT, 'node_modules/vitest/vitest.mjs'),
  'run',
  '--config',
  path.join(ROOT, 'bench/coverage/vitest.config.ts'),
];
const c8 = [
  process.execPath,
  path.join(ROOT, 'node_modules/c8/bin/c8.js'),
  '--reporter=json',
  `--reports-dir=${path.join(folder, 'c8')}`,
  '--include=src/analyzer/**/*.ts',
];

const PROVIDERS: readonly Way[] = [
  { name: 'vitest run', tests: ANALYZER, command: vitest },
  {
    name: 'vitest run --coverage (V8)',
    tests: ANALYZER,
    command: [...vitest, '--coverage', `--coverage.reportsDirectory=${path.join(folder, 'v8')}`],
    collect: 'off',
  },
  { name: 'c8 vitest run', tests: ANALYZER, command: [...c8, ...vitest] },
];
const COLLECTING: readonly Way[] = [
  { name: 'collecting nothing', tests: COMPUTING, command: vitest, collect: 'off' },
  { name: 'collecting all', tests: COMPUTING, command: vitest, collect: 'on' },
];

try {
  console.log(`${describeMachine()}; median of ${ROUNDS} rounds in which all took turns\n`);
  report(measure(PROVIDERS), 'vitest run --coverage (V8)', 1.15);
  report(measure(COLLECTING), 'collecting nothing', undefined);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure(ways: readonly Way[]): ReadonlyMap<string, readonly Cost[]> {
  const costs = new Map(ways.map(({ name }) => [name, [] as Cost[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of ways) costs.get(way.name)?.push(costOf(way));
  }
  return costs;
}

function costOf({ name, tests, command, collect }: Way): Cost {
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-c', 'TIMEFORMAT="%R %U %S"; { time "$@" >"$0" 2>&1; } 2>&1', path.join(folder, 'output'), ...command],
    {
      cwd: ROOT,
      encoding: 'utf8',
      env: {
        ...process.env,
        BENCH_TESTS: tests,
        ...(collect === undefined ? {} : { BENCH_COLLECT: collect }),
      },
    },
  );
  const [clock, user, system] = stdout.trim().split(' ').map(Number);
  if (status !== 0 || clock === undefined || user === undefined || system === undefined) {
    const output = readFileSync(path.join(folder, 'output'), 'utf8').slice(-4000);
    throw new Error(`${name} ended with ${String(status)}: ${stdout}${stderr}${output}`);
  }
  return { clock, processor: user + system };
}

function report(costs: ReadonlyMap<string, readonly Cost[]>, floor: string, goal: number | undefined): void {
  const floors = costs.get(floor) ?? [];
  const ratios = (each: readonly Cost[], by: keyof Cost): number[] =>
    each.map((cost, round) => cost[by] / (floors[round]?.[by] ?? NaN));
  const rows = [...costs].map(([name, each]) => [
    name,
    `${median(each.map(({ clock }) => clock)).toFixed(1)} s`,
    `${median(each.map(({ processor }) => processor)).toFixed(1)} s`,
    median(ratios(each, 'clock')).toFixed(2),
    median(ratios(each, 'processor')).toFixed(2),
  ]);
  console.log(markdown([['', 'clock', 'processor', '× clock', '× processor'], ...rows]));
  console.log(goal === undefined ? '' : `goal: at most ${goal} ×\n`);
}

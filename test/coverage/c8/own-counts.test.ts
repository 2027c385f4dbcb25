import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Project, type Run } from '../../plugin/project.ts';

const CONFIG = `
import { defineConfig } from 'vitest/config';
import { c8 } from '../../src/coverage/c8/index.ts';

export default defineConfig({ plugins: [c8()], test: { include: ['*.test.ts'] } });
`;
const SCRIPT = `
import { beginOwnCounts, stopOwnCounts } from '../../src/coverage/c8/own-counts.ts';
function before() {}
function between() {}
function after() {}
before();
stopOwnCounts();
stopOwnCounts();
between();
beginOwnCounts();
after();
`;
const SOURCE = `
export function half(x: number): number {
  if (x > 100) return 50;
  return x / 2;
}
export function never(): number { return 1; }
`;
const TESTS = `
import { expect, test } from 'vitest';
import { half } from './half.ts';
test('half', () => { expect(half(4)).toBe(2); });
`;

interface Report {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { functionName: string; ranges: { count: number }[] }[];
  }[];
}

let project: Project;
let run: Run;
let reports: readonly Report[];
beforeAll(() => {
  project = new Project({
    'vitest.config.ts': CONFIG,
    'script.mts': SCRIPT,
    'half.ts': SOURCE,
    'half.test.ts': TESTS,
  });
  const directory = path.join(project.folder, 'coverage/tmp');
  run = project.vitest([], { NODE_V8_COVERAGE: directory });
  reports = readReports(directory);
}, 120_000);
afterAll(() => {
  project.remove();
});

function readReports(directory: string): Report[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(path.join(directory, name), 'utf8')) as Report);
}

/** How often the functions of a file ran, by name, over all reports. */
function countsOf(file: string, all: readonly Report[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { result } of all) {
    for (const { url, functions } of result) {
      if (!url.endsWith(`/${file}`)) continue;
      for (const { functionName, ranges } of functions) {
        counts[functionName] = (counts[functionName] ?? 0) + (ranges[0]?.count ?? 0);
      }
    }
  }
  return counts;
}

test('what the tests ran is counted, and nothing else is said', () => {
  expect(run.code, run.output).toBe(0);
  expect(run.output).not.toContain('coverage profile');
  expect(countsOf('half.ts', reports)).toMatchObject({ half: 1, never: 0 });
});

test('a process that stopped counting begins anew, and Node complains of neither', () => {
  const directory = path.join(project.folder, 'script-coverage');
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'script.mts'], {
    cwd: project.folder,
    encoding: 'utf8',
    env: { ...process.env, NODE_V8_COVERAGE: directory },
  });
  expect(status, stderr).toBe(0);
  expect(stderr).toBe('');
  // V8 passes over what never ran.
  expect(countsOf('script.mts', readReports(directory))).toEqual({ after: 1 });
});

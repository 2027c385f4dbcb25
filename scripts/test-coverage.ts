/**
 * Runs small projects of different make under c8, in fresh folders with the packed library, and compares file by file
 * with Vitest's own V8 coverage provider and, for plain JavaScript, with c8 on Node alone. Under Node 20 with Vitest 4
 * and under Node 24 with Vitest 5. Last line: `N passed, N failed`.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import libCoverage, { type CoverageMap, type FileCoverage } from 'istanbul-lib-coverage';
import { Checks, Workspace, succeeds, type Project } from './fresh-projects.ts';

/** Projects whose figures must be those of Vitest's own provider, whichever way their tests run. */
const PROJECTS = ['typescript', 'javascript', 'jsx', 'workspace', 'transformed'];

/** The ways in which Vitest runs the tests of one of them; the default is forks, isolated. */
const WAYS = [
  ['--pool=threads'],
  ['--pool=vmForks'],
  ['--pool=vmThreads'],
  ['--no-isolate'],
  ['--pool=threads', '--no-isolate'],
  ['--maxWorkers=1'],
];

const checks = new Checks();
const workspace = new Workspace();

/** What c8 reports of a run of Vitest, in Istanbul's form. */
function underC8(project: Project, name: string, c8: readonly string[], vitest: readonly string[]) {
  const reports = join(project.folder, name, 'c8-report');
  rmSync(reports, { recursive: true, force: true });
  const outcome = project.runIn(
    name,
    'npx',
    'c8',
    '--reporter=json',
    '--reports-dir=c8-report',
    '--temp-directory=c8-report/tmp',
    '--include=src/**',
    '--include=shared/**',
    ...c8,
    'vitest',
    'run',
    ...vitest,
  );
  return { outcome, coverage: readCoverage(reports) };
}

function underVitest(project: Project, name: string, vitest: readonly string[] = []) {
  const outcome = project.runIn(
    name,
    'npx',
    'vitest',
    'run',
    '--coverage.enabled',
    '--coverage.provider=v8',
    '--coverage.reporter=json',
    '--coverage.reportsDirectory=v8-report',
    '--coverage.reportOnFailure',
    ...vitest,
  );
  return { outcome, coverage: readCoverage(join(project.folder, name, 'v8-report')) };
}

function readCoverage(folder: string): CoverageMap {
  const file = join(folder, 'coverage-final.json');
  // It is a report in Istanbul's form, or there is none.
  const data = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, never>) : {};
  return libCoverage.createCoverageMap(data);
}

/**
 * Where c8 and Vitest's provider differ. c8 counts every line of a file, Vitest those where a statement begins: so of
 * lines, the verdict on each line that both count is compared, and of functions and branches the figures.
 */
function differences(folder: string, c8: CoverageMap, vitest: CoverageMap): string[] {
  const loaded = vitest.files().filter((file) => hits(vitest.fileCoverageFor(file)) > 0);
  const missing = loaded.filter((file) => !c8.files().includes(file));
  const found = missing.map((file) => `${relative(folder, file)}: not in c8's report`);
  if (loaded.length === 0) found.push("Vitest's own provider reports nothing");
  for (const file of c8.files()) {
    const name = relative(folder, file);
    if (!vitest.files().includes(file)) {
      found.push(`${name}: not in Vitest's report`);
      continue;
    }
    const [ours, theirs] = [c8.fileCoverageFor(file), vitest.fileCoverageFor(file)];
    for (const figure of ['functions', 'branches'] as const) {
      const [a, b] = [ours.toSummary()[figure], theirs.toSummary()[figure]];
      if (a.total !== b.total || a.covered !== b.covered) {
        found.push(
          `${name}: ${figure} ${a.covered}/${a.total} under c8, ${b.covered}/${b.total} under Vitest`,
        );
      }
    }
    const lines = ours.getLineCoverage();
    for (const [line, count] of Object.entries(theirs.getLineCoverage())) {
      if ((lines[Number(line)] ?? 0) > 0 !== count > 0) {
        found.push(
          `${name}:${line} ran ${String(lines[Number(line)])} times under c8, ${count} under Vitest`,
        );
      }
    }
  }
  return found;
}

function hits(file: FileCoverage): number {
  return [...Object.values(file.s), ...Object.values(file.f)].reduce((sum, count) => sum + count, 0);
}

function testFigures(project: Project, name: string, ways: readonly (readonly string[])[]): void {
  const reference = underVitest(project, name);
  checks.check(`${name}: passes with Vitest's provider`, reference.outcome, succeeds);
  for (const way of ways) {
    const { outcome, coverage } = underC8(project, name, [], way);
    const title = `${name} ${way.join(' ')}`.trim();
    checks.check(`${title}: passes under c8, which says nothing else`, outcome, quiet);
    checks.none(
      `${title}: figures are those of Vitest's provider`,
      differences(project.folder, coverage, reference.coverage),
    );
  }
}

const quiet = ({ status, output }: { status: number | null; output: string }): boolean =>
  status === 0 && !output.includes('coverage profile') && !output.includes('tensorproof:');

function testTrouble(project: Project): void {
  const half = (coverage: CoverageMap): string => {
    const file = coverage.files().find((each) => each.endsWith('half.js'));
    if (file === undefined) return 'no report';
    const { functions } = coverage.fileCoverageFor(file).toSummary();
    return `${functions.covered}/${functions.total}`;
  };
  const expectHalf = (name: string, functions: string, status: number, ...vitest: string[]): void => {
    const { outcome, coverage } = underC8(project, 'trouble', [], vitest);
    checks.check(`trouble: ${name}: exit ${status}`, outcome, (each) => each.status === status);
    checks.none(
      `trouble: ${name}: ${functions} functions`,
      half(coverage) === functions ? [] : [half(coverage)],
    );
  };
  expectHalf('-t runs one test', '1/2', 0, 'half', '-t', '^half');
  expectHalf(
    'a worker that crashes takes only its own coverage along',
    '1/2',
    1,
    'half',
    'crash',
    '-t',
    'half|ends',
  );
  expectHalf('a test that times out still counts', '1/2', 1, 'timeout');
  expectHalf('bail still reports what ran', '1/2', 1, 'timeout', '--bail=1');

  const crash = underC8(project, 'trouble', [], ['crash']);
  checks.check(
    'trouble: no data at all is an error that says so',
    crash.outcome,
    ({ status, output }) => status !== 0 && output.includes('no worker reported coverage'),
  );
  const nothing = underC8(project, 'trouble', ['--all', '--check-coverage', '--lines=1'], ['nothing']);
  checks.check('trouble: tests that run nothing cover 0 %', nothing.outcome, (each) => each.status !== 0);
  const { lines } = nothing.coverage.getCoverageSummary();
  checks.none(
    'trouble: all lines of files that no test loads',
    lines.covered === 0 && lines.total > 0 ? [] : [JSON.stringify(lines)],
  );
}

/** Workers of the packed library, too, leave what they collect beside the report. */
function testRecords(project: Project): void {
  const folder = join(project.folder, 'typescript', 'c8-report/tensorproof');
  const records = existsSync(folder) ? readdirSync(folder) : [];
  checks.none(
    'typescript: workers leave a record of what they ran',
    records.some((name) => name.startsWith('record-')) ? [] : [`only ${records.join(', ')}`],
  );
}

/** Vitest's provider knows nothing of processes that tests start; c8 does, and adds up both. */
function testSubprocess(project: Project): void {
  const { outcome, coverage } = underC8(project, 'subprocess', [], []);
  checks.check('subprocess: passes under c8', outcome, quiet);
  const figures = coverage.files().map((file) => {
    const { lines, functions, branches } = coverage.fileCoverageFor(file).toSummary();
    const parts = [lines, functions, branches].map(({ covered, total }) => `${covered}/${total}`);
    return `${relative(project.folder, file)} ${parts.join(' ')}`;
  });
  checks.none(
    'subprocess: what ran in it counts, once',
    figures.includes('subprocess/src/double.js 6/6 1/1 2/2') &&
      figures.some((each) => each.includes('src/cli.js 3/3'))
      ? []
      : figures,
  );
}

function testPlainNode(project: Project): void {
  const reports = join(project.folder, 'plain', 'node-report');
  const outcome = project.runIn(
    'plain',
    'npx',
    'c8',
    '--reporter=json',
    '--reports-dir=node-report',
    '--temp-directory=node-report/tmp',
    '--include=src/**',
    'node',
    'by-node.js',
  );
  checks.check('plain: passes under c8 on Node', outcome, succeeds);
  const byNode = readCoverage(reports);
  const byVitest = underC8(project, 'plain', [], []).coverage;
  const found: string[] = [];
  for (const file of byNode.files()) {
    if (!byVitest.files().includes(file)) {
      found.push(`${file}: not under Vitest`);
      continue;
    }
    const [a, b] = [byNode.fileCoverageFor(file), byVitest.fileCoverageFor(file)];
    const [linesOfNode, linesOfVitest] = [a.getUncoveredLines().join(), b.getUncoveredLines().join()];
    if (linesOfNode !== linesOfVitest) {
      found.push(
        `${relative(project.folder, file)}: uncovered ${linesOfNode} on Node, ${linesOfVitest} under Vitest`,
      );
    }
  }
  checks.none(
    'plain: the lines of c8 on Node',
    byNode.files().length === 0 ? ['c8 on Node reports nothing'] : found,
  );
}

function testVersion(title: string, vitest: string, nodeBin?: string): void {
  console.log(`\n${title}`);
  const project = workspace.project(
    'coverage',
    title.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase(),
    {
      type: 'module',
      dependencies: {
        tensorproof: `file:${workspace.tarball}`,
        '@tensorflow/tfjs-core': '4.22.0',
        '@vitest/coverage-v8': vitest,
        c8: '^12',
        'magic-string': '^0.30',
        vitest,
      },
    },
    nodeBin,
  );
  checks.check('npm install', project.run('npm', 'install', '--no-audit', '--no-fund'), succeeds);
  testFigures(project, 'typescript', [[], ...WAYS]);
  testRecords(project);
  for (const name of PROJECTS.slice(1)) testFigures(project, name, [[]]);
  testSubprocess(project);
  testTrouble(project);
  testPlainNode(project);
}

try {
  testVersion('Node 20, Vitest 4', '^4.1');
  testVersion('Node 24, Vitest 5', '^5', workspace.installNode('24'));
} finally {
  workspace.dispose();
}
checks.finish();

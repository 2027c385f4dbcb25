/**
 * Packs the library as it would be published and uses it as a stranger would: in fresh projects, under
 * Node 20 with Vitest 4, under Node 24 with Vitest 5, and in Jest. Last line: `N passed, N failed`.
 *
 * Node 24 comes as the npm package `node-<platform>-<arch>`, which holds the plain binary.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const workspace = mkdtempSync(join(tmpdir(), 'tensorproof-package-'));
const results = { passed: 0, failed: 0 };

interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

function check(name: string, outcome: Outcome, holds: (outcome: Outcome) => boolean): void {
  if (holds(outcome)) {
    results.passed++;
    console.log(`  ok    ${name}`);
    return;
  }
  results.failed++;
  console.log(`  FAIL  ${name} (exit ${String(outcome.status)})\n${outcome.output.slice(-6000)}`);
}

const succeeds = (outcome: Outcome): boolean => outcome.status === 0;

/** A project in a folder of its own, whose commands run under one version of Node. */
class Project {
  readonly folder: string;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(
    template: string,
    name: string,
    dependencies: Readonly<Record<string, string>>,
    nodeBin?: string,
  ) {
    this.folder = join(workspace, name);
    cpSync(join(root, 'test/package/projects', template), this.folder, { recursive: true });
    // tfjs-node's own install script fails on many machines; the library's installer takes its place.
    writeFileSync(join(this.folder, '.npmrc'), 'ignore-scripts=true\n');
    const manifest = { name, private: true, type: template === 'jest' ? 'commonjs' : 'module', dependencies };
    writeFileSync(join(this.folder, 'package.json'), JSON.stringify(manifest, null, 2));
    const path = [nodeBin, process.env['PATH']].filter((each) => each !== undefined).join(delimiter);
    this.#environment = { ...process.env, PATH: path, NO_COLOR: '1' };
  }

  run(command: string, ...args: readonly string[]): Outcome {
    const { status, stdout, stderr, error } = spawnSync(command, args, {
      cwd: this.folder,
      env: this.#environment,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    return { status, output: `${stdout}${stderr}${error === undefined ? '' : error.message}` };
  }
}

/** Puts another version of Node into a folder of its own. @returns the folder to put first on the PATH */
function installNode(range: string): string {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(workspace, `node-${range}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  execFileSync('npm', ['install', '--no-save', '--ignore-scripts', `${name}@${range}`], {
    cwd: folder,
    stdio: 'pipe',
  });
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(join(folder, 'node_modules', name, 'bin/node'), join(bin, 'node'));
  return bin;
}

function pack(): string {
  if (!existsSync(join(root, 'dist/index.mjs')))
    throw new Error('dist/ is missing: run `npm run build` first.');
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', workspace], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // npm prints an array or, from version 12 on, an object by package name; the tarball is the only .tgz in it.
  const file = /"filename":\s*"([^"]+\.tgz)"/.exec(output)?.[1];
  if (file === undefined) throw new Error(`npm pack named no file:\n${output}`);
  return join(workspace, file);
}

function testVitestProject(
  name: string,
  tarball: string,
  vitest: string,
  typescript: string,
  nodeMajor: string,
  nodeBin?: string,
): void {
  console.log(`\n${name}`);
  const tfjs = '4.22.0';
  const project = new Project(
    'vitest',
    name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase(),
    {
      tensorproof: `file:${tarball}`,
      '@tensorflow/tfjs-node': tfjs,
      '@tensorflow/tfjs-core': tfjs,
      '@tensorflow/tfjs-layers': tfjs,
      '@fast-check/vitest': '^0.5',
      '@types/node': `^${nodeMajor}`,
      'fast-check': '^4',
      vitest,
      typescript,
    },
    nodeBin,
  );
  check(`runs on Node ${nodeMajor}`, project.run('node', '--version'), ({ output }) =>
    output.startsWith(`v${nodeMajor}.`),
  );
  check('npm install', project.run('npm', 'install', '--no-audit', '--no-fund'), succeeds);
  check('npx tensorproof backend install', project.run('npx', 'tensorproof', 'backend', 'install'), succeeds);
  check('tsc --noEmit, refusals included', project.run('npx', 'tsc', '--noEmit'), succeeds);
  check(
    'sound.test.ts passes on the native backend',
    project.run('npx', 'vitest', 'run', 'sound.test.ts', '--update'),
    ({ status, output }) => status === 0 && /Tests\s+7 passed/.test(output),
  );
  check(
    'and passes again: goldens and seeds hold',
    project.run('npx', 'vitest', 'run', 'sound.test.ts'),
    ({ status, output }) => status === 0 && /Tests\s+7 passed/.test(output),
  );
  check(
    'generators.test.ts passes: runs free what they make',
    project.run('npx', 'vitest', 'run', 'generators.test.ts'),
    ({ status, output }) => status === 0 && /Tests\s+3 passed/.test(output),
  );
  check(
    'broken.test.ts fails with our messages',
    project.run('npx', 'vitest', 'run', 'broken.test.ts'),
    ({ status, output }) =>
      status === 1 && /Tests\s+2 failed/.test(output) && output.includes('NaN') && output.includes('axis 1'),
  );
  for (const hidden of ['ts-morph', 'c8', 'typescript']) {
    check(
      `the matchers never load ${hidden}`,
      runWithout(project, hidden, 'npx', 'vitest', 'run', 'sound.test.ts'),
      succeeds,
    );
  }
  check(
    'the command line never loads TensorFlow.js',
    runWithout(project, '@tensorflow', 'npx', 'tensorproof', '--help'),
    succeeds,
  );
}

/** Runs a command while a package is hidden: what succeeds then can't have loaded it. */
function runWithout(project: Project, hidden: string, command: string, ...args: readonly string[]): Outcome {
  const folder = join(project.folder, 'node_modules', hidden);
  renameSync(folder, `${folder}-hidden`);
  try {
    return project.run(command, ...args);
  } finally {
    renameSync(`${folder}-hidden`, folder);
  }
}

function testJestProject(tarball: string): void {
  console.log('\nJest 30, CommonJS');
  const project = new Project('jest', 'jest', {
    tensorproof: `file:${tarball}`,
    '@tensorflow/tfjs-node': '4.22.0',
    '@tensorflow/tfjs-core': '4.22.0',
    jest: '^30',
  });
  check('npm install', project.run('npm', 'install', '--no-audit', '--no-fund'), succeeds);
  check('npx tensorproof backend install', project.run('npx', 'tensorproof', 'backend', 'install'), succeeds);
  check(
    'sound.test.js passes',
    project.run('npx', 'jest', '--ci'),
    ({ status, output }) => status === 0 && /Tests:\s+1 passed/.test(output),
  );
}

try {
  const tarball = pack();
  const size = readFileSync(tarball).byteLength;
  console.log(`packed ${(size / 1024).toFixed(0)} KiB`);
  testVitestProject('Node 20, Vitest 4, TypeScript 5.9', tarball, '^4.1', '~5.9', '20');
  testVitestProject('Node 24, Vitest 5, TypeScript 6', tarball, '^5', '~6.0', '24', installNode('24'));
  testJestProject(tarball);
} finally {
  if (process.env['KEEP'] === undefined) rmSync(workspace, { recursive: true, force: true });
  else console.log(`kept ${workspace}`);
}
console.log(`\n${results.passed} passed, ${results.failed} failed`);
process.exitCode = results.failed === 0 ? 0 : 1;

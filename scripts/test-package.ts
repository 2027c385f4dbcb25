/**
 * Packs the library as it would be published and uses it as a stranger would: in fresh projects, under
 * Node 20 with Vitest 4, under Node 24 with Vitest 5, and in Jest. Last line: `N passed, N failed`.
 */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { Checks, Workspace, succeeds, type Outcome, type Project } from './fresh-projects.ts';

const checks = new Checks();
const workspace = new Workspace();

function testVitestProject(
  name: string,
  vitest: string,
  typescript: string,
  nodeMajor: string,
  nodeBin?: string,
): void {
  console.log(`\n${name}`);
  const tfjs = '4.22.0';
  const project = workspace.project(
    'vitest',
    name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase(),
    {
      type: 'module',
      dependencies: {
        tensorproof: `file:${workspace.tarball}`,
        '@tensorflow/tfjs-node': tfjs,
        '@tensorflow/tfjs-core': tfjs,
        '@tensorflow/tfjs-layers': tfjs,
        '@fast-check/vitest': '^0.5',
        '@types/node': `^${nodeMajor}`,
        'fast-check': '^4',
        vitest,
        typescript,
      },
    },
    nodeBin,
  );
  checks.check(`runs on Node ${nodeMajor}`, project.run('node', '--version'), ({ output }) =>
    output.startsWith(`v${nodeMajor}.`),
  );
  checks.check('npm install', project.run('npm', 'install', '--no-audit', '--no-fund'), succeeds);
  checks.check(
    'npx tensorproof backend install',
    project.run('npx', 'tensorproof', 'backend', 'install'),
    succeeds,
  );
  checks.check('tsc --noEmit, refusals included', project.run('npx', 'tsc', '--noEmit'), succeeds);
  checks.check(
    'sound.test.ts passes on the native backend',
    project.run('npx', 'vitest', 'run', 'sound.test.ts', '--update'),
    ({ status, output }) => status === 0 && /Tests\s+7 passed/.test(output),
  );
  checks.check(
    'and passes again: goldens and seeds hold',
    project.run('npx', 'vitest', 'run', 'sound.test.ts'),
    ({ status, output }) => status === 0 && /Tests\s+7 passed/.test(output),
  );
  checks.check(
    'generators.test.ts passes: runs free what they make',
    project.run('npx', 'vitest', 'run', 'generators.test.ts'),
    ({ status, output }) => status === 0 && /Tests\s+3 passed/.test(output),
  );
  checks.check(
    'broken.test.ts fails with our messages',
    project.run('npx', 'vitest', 'run', 'broken.test.ts'),
    ({ status, output }) =>
      status === 1 && /Tests\s+2 failed/.test(output) && output.includes('NaN') && output.includes('axis 1'),
  );
  for (const hidden of ['ts-morph', 'c8', 'typescript']) {
    checks.check(
      `the matchers never load ${hidden}`,
      runWithout(project, hidden, 'npx', 'vitest', 'run', 'sound.test.ts'),
      succeeds,
    );
  }
  checks.check(
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

function testJestProject(): void {
  console.log('\nJest 30, CommonJS');
  const project = workspace.project('jest', 'jest', {
    type: 'commonjs',
    dependencies: {
      tensorproof: `file:${workspace.tarball}`,
      '@tensorflow/tfjs-node': '4.22.0',
      '@tensorflow/tfjs-core': '4.22.0',
      jest: '^30',
    },
  });
  checks.check('npm install', project.run('npm', 'install', '--no-audit', '--no-fund'), succeeds);
  checks.check(
    'npx tensorproof backend install',
    project.run('npx', 'tensorproof', 'backend', 'install'),
    succeeds,
  );
  checks.check(
    'sound.test.js passes',
    project.run('npx', 'jest', '--ci'),
    ({ status, output }) => status === 0 && /Tests:\s+1 passed/.test(output),
  );
}

try {
  testVitestProject('Node 20, Vitest 4, TypeScript 5.9', '^4.1', '~5.9', '20');
  testVitestProject('Node 24, Vitest 5, TypeScript 6', '^5', '~6.0', '24', workspace.installNode('24'));
  testJestProject();
} finally {
  workspace.dispose();
}
checks.finish();

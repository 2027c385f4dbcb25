import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { readRecords } from '../../../src/coverage/collect/index.ts';
import { Project } from '../../plugin/project.ts';

const config = (options: string, test = ''): string => `
import { defineConfig } from 'vitest/config';
import { tensorproof } from '../../src/plugin/index.ts';

export default defineConfig({
  plugins: [tensorproof({ backend: false, matchers: false, ${options} })],
  test: { include: ['*.test.ts'], coverage: { include: ['*.ts'], reporter: [] }, ${test} },
});
`;
const TESTS = `
import { test, expect } from 'vitest';
test('nothing', () => { expect(1).toBe(1); });
`;

const projects: Project[] = [];
afterAll(() => {
  for (const project of projects) project.remove();
});

function projectWith(options: string, test?: string): Project {
  const project = new Project({
    'vitest.config.ts': config(options, test),
    'one.test.ts': TESTS,
    'two.test.ts': TESTS,
  });
  projects.push(project);
  return project;
}

function records(project: Project, folder = 'coverage/tensorproof'): string[] {
  const directory = path.join(project.folder, folder);
  return existsSync(directory) ? readdirSync(directory) : [];
}

describe('records are left', { timeout: 60_000 }, () => {
  test.each<[string, string, string[], number]>([
    ['not without coverage', '', [], 0],
    ['under the coverage of Vitest', '', ['--coverage'], 2],
    ['not under coverage where it is switched off', 'collect: false', ['--coverage'], 0],
    ['without coverage where it is switched on', 'collect: true', [], 2],
    ['one a worker that runs several files', 'collect: true', ['--no-isolate', '--maxWorkers=1'], 1],
    ['by threads', 'collect: true', ['--pool=threads'], 2],
    ['by vmForks', 'collect: true', ['--pool=vmForks', '--maxWorkers=1'], 1],
  ])('%s', (_, options, args, count) => {
    const project = projectWith(options);
    const { code, output } = project.vitest(args);
    expect(code, output).toBe(0);
    expect(records(project), output).toHaveLength(count);
  });
});

describe('under c8', { timeout: 60_000 }, () => {
  let project: Project;
  beforeEach(() => {
    project = projectWith('');
  });
  const under = (temporary: string): Record<string, string> => ({
    NODE_V8_COVERAGE: path.join(project.folder, temporary),
  });

  test('they lie beside the reports, and a second run under the same c8 adds to them', () => {
    expect(project.vitest(['one'], under('reports/tmp')).code).toBe(0);
    expect(records(project, 'reports/tensorproof')).toHaveLength(1);
    expect(project.vitest(['two'], under('reports/tmp')).code).toBe(0);
    expect(records(project, 'reports/tensorproof')).toHaveLength(2);
  });

  test('a folder of its own for c8 leaves them where reports are', () => {
    expect(project.vitest(['one'], under('raw')).code).toBe(0);
    expect(records(project)).toHaveLength(1);
  });
});

test('those of an earlier run go, files of others stay', { timeout: 60_000 }, async () => {
  const project = projectWith('collect: true');
  project.vitest();
  const before = records(project);
  const directory = path.join(project.folder, 'coverage/tensorproof');
  writeFileSync(path.join(directory, 'badge.svg'), '<svg/>');
  project.vitest();
  const after = records(project);
  expect(after.filter((name) => before.includes(name))).toEqual([]);
  expect(after).toContain('badge.svg');
  expect((await readRecords(directory)).workers).toBe(2);
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractConfig from 'dependency-cruiser/config-utl/extract-depcruise-config';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tensorproof-architecture-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Lays files into an empty project and says which import rules they break. */
async function brokenRules(files: Readonly<Record<string, string>>): Promise<string[]> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { options, ...ruleSet } = await extractConfig(join(root, '.dependency-cruiser.cjs'));
  const places = [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? path))];
  const { output } = await cruise(
    places.filter((place) => place !== 'node_modules'),
    {
      ...options,
      tsConfig: {},
      baseDir: folder,
      ruleSet,
      validate: true,
    },
  );
  if (typeof output === 'string') throw new Error('expected data, got text');
  return output.summary.violations.map((violation) => violation.rule.name);
}

const packageNamed = (name: string): Record<string, string> => ({
  [`node_modules/${name}/package.json`]: `{ "name": "${name}", "version": "1.0.0", "main": "index.js", "types": "index.d.ts" }`,
  [`node_modules/${name}/index.js`]: 'exports.it = 1;',
  [`node_modules/${name}/index.d.ts`]: 'export declare const it: number;',
});

const leaf = 'export const it = 1;';

describe('import directions', () => {
  test.each([
    [
      'no-cycles',
      { 'src/checks/a.ts': "export { b } from './b.ts';", 'src/checks/b.ts': "export * as b from './a.ts';" },
    ],
    [
      'tensor-is-the-ground-floor',
      { 'src/tensor/a.ts': "export * from '../checks/b.ts';", 'src/checks/b.ts': leaf },
    ],
    [
      'engine-and-subject-lie-below-the-checks',
      { 'src/engine/a.ts': "export * from '../training/b.ts';", 'src/training/b.ts': leaf },
    ],
    [
      'checks-know-only-tensors',
      { 'src/checks/a.ts': "export * from '../modules/b.ts';", 'src/modules/b.ts': leaf },
    ],
    [
      'src-knows-no-matchers',
      { 'src/checks/a.ts': "export * from '../../matchers/b.ts';", 'matchers/b.ts': leaf },
    ],
    ['src-knows-no-vitest', { 'src/checks/a.ts': "export * from 'vitest';", ...packageNamed('vitest') }],
    [
      'src-knows-no-fixtures',
      { 'src/checks/a.ts': "export * from '../../fixtures/b.ts';", 'fixtures/b.ts': leaf },
    ],
    [
      'models-are-users',
      { 'fixtures/models/a.ts': "export * from '../../src/checks/b.ts';", 'src/checks/b.ts': leaf },
    ],
    [
      'only-the-cli-prints-arguments',
      { 'src/backend/a.ts': "export * from 'commander';", ...packageNamed('commander') },
    ],
    ['nobody-imports-the-cli', { 'src/backend/a.ts': "export * from '../cli/b.ts';", 'src/cli/b.ts': leaf }],
    [
      'ts-morph-stays-in-the-analyzer',
      { 'matchers/a.ts': "export * from 'ts-morph';", ...packageNamed('ts-morph') },
    ],
    [
      'no-static-tfjs-backend',
      {
        'src/backend/a.ts': "export * from '@tensorflow/tfjs-node';",
        ...packageNamed('@tensorflow/tfjs-node'),
      },
    ],
  ])('%s is enforced', async (rule, files) => {
    expect(await brokenRules(files)).toContain(rule);
  });

  test('what the architecture allows is not accused', async () => {
    const files = {
      'src/errors.ts': leaf,
      'src/tensor/a.ts': "export * from '../errors.ts';",
      'src/checks/b.ts': "export { it as a } from '../tensor/a.ts';",
      'src/index.ts': "export * from './checks/b.ts';",
      'src/plugin/c.ts': "export * from '../../matchers/d.ts';",
      'matchers/d.ts': "export { a } from '../src/checks/b.ts';",
      'fixtures/models/e.ts': "export * from '../../src/index.ts';",
      'src/backend/f.ts':
        "import type { it } from '@tensorflow/tfjs-node'; export type It = typeof it; export const load = () => import('@tensorflow/tfjs-node');",
      ...packageNamed('@tensorflow/tfjs-node'),
    };
    expect(await brokenRules(files)).toEqual([]);
  });
});

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readErrorPaths, type ErrorPathCoverage } from '../../../src/coverage/error-paths/index.ts';
import { CoverageDataError } from '../../../src/errors.ts';
import { Project } from '../../plugin/project.ts';

const SOURCE = `interface Options {
  rate: number;
  momentum?: number;
}

export class RateError extends Error {}

export function requireRate({ rate, momentum = 0 }: Options): number {
  if (typeof rate !== 'number') throw new TypeError('rate must be a number');
  if (rate <= 0) throw new RateError(\`rate must be above 0, got \${rate}\`);
  if (rate > 1) {
    throw tooLarge('rate', rate);
  }
  if (momentum < 0) throw new RangeError('momentum must not be negative');
  if (momentum > 1) throw new RangeError('momentum must be at most 1');
  if (momentum === 0.5) throw new RangeError('momentum must not be a half');
  return rate;
}

function tooLarge(name: string, value: number): RangeError {
  return new RangeError(\`\${name} is \${value}, more than 1\`);
}

export async function load(name: string): Promise<string> {
  if (name === '') return Promise.reject(new Error('name is empty'));
  return new Promise((resolve, reject) => {
    setTimeout(() => {
      if (name === 'late') reject(new Error('it is too late'));
      else resolve(name);
    });
  });
}

export async function loadAll(names: string[]): Promise<string[]> {
  const loaded: string[] = [];
  try {
    for (const name of names) loaded.push(await load(name));
  } catch (error) {
    loaded.length = 0;
    throw error;
  }
  return loaded;
}

export function orZero(options: Options): number {
  try {
    return requireRate(options);
  } catch {
    return 0;
  }
}

export function wrapped(options: Options): number {
  try {
    return requireRate(options);
  } catch (cause) {
    throw new Error('no rate', { cause });
  }
}

export function cleared(options: Options, list: number[]): number {
  try {
    return requireRate(options);
  } catch (error) {
    list.length = 0;
    throw error;
  }
}

export function told(rate: number, tell: (error: Error) => void): void {
  try {
    requireRate({ rate });
  } catch {
    tell(new Error('told'));
  }
}
`;

const TESTS = `import { assert, expect, test, vi } from 'vitest';
import { cleared, load, loadAll, orZero, RateError, requireRate, told, wrapped } from '../src/train.ts';

test('refuses', () => {
  expect(() => requireRate({ rate: 'x' as never })).toThrow();
  expect(() => requireRate({ rate: -1 })).toThrow(RateError);
  expect(() => requireRate({ rate: 2 })).toThrow(/more than/);
  expect(() => requireRate({ rate: 0.1, momentum: -1 })).toThrowErrorMatchingInlineSnapshot(
    \`[RangeError: momentum must not be negative]\`,
  );
  expect(() => requireRate({ rate: 0.1, momentum: 1 })).not.toThrow();
});
test('passes over', () => {
  expect(orZero({ rate: 0.1, momentum: 2 })).toBe(0);
});
test('rejects', async () => {
  await expect(load('')).rejects.toMatchObject({ message: 'name is empty' });
  await expect(load('')).rejects.toThrowErrorMatchingInlineSnapshot(\`[Error: name is empty]\`);
  const error = await loadAll(['a', 'late']).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
});
test('wraps, and throws on', () => {
  assert.throws(() => wrapped({ rate: 0.1, momentum: 2 }), Error, 'no rate');
  expect(() => cleared({ rate: 0.1, momentum: 0.5 }, [])).toThrow(RangeError);
});
test('fails for a function of its own', () => {
  expect(() => { throw new Error('of the test'); }).toThrow('of the test');
  const tell = vi.fn();
  told(-1, tell);
  expect(tell).toHaveBeenCalledWith(expect.any(Error));
});
`;

const files = {
  'vitest.config.ts': `import { c8 } from '../../src/coverage/c8/index.ts';
export default { plugins: [c8()] };
`,
  'src/train.ts': SOURCE,
  'tests/train.test.ts': TESTS,
};

/** Every path on a line, as `line kind in: reached, asserted`. */
function table({ paths }: ErrorPathCoverage): string[] {
  return paths.map(
    ({ line, kind, in: name, error = '', reached, asserted }) =>
      `${line} ${kind} in ${name}: ${error}, ${reached === undefined ? 'not counted' : reached > 0 ? 'reached' : 'never'}, ${String(asserted)}`,
  );
}

const EXPECTED = [
  '9 validation in requireRate: TypeError, reached, any',
  '10 validation in requireRate: RateError, reached, type',
  '12 validation in requireRate: RangeError, reached, message',
  '14 validation in requireRate: RangeError, reached, message',
  '15 validation in requireRate: RangeError, reached, false',
  '16 validation in requireRate: RangeError, reached, type',
  '25 validation in load: Error, reached, message',
  '28 validation in load: Error, reached, type',
  '38 catch in loadAll: , reached, undefined',
  '40 throw in loadAll: , reached, undefined',
  '48 catch in orZero: , reached, undefined',
  '56 catch in wrapped: , reached, undefined',
  '57 throw in wrapped: Error, reached, message',
  '64 catch in cleared: , reached, undefined',
  '66 throw in cleared: , reached, type',
  '73 catch in told: , reached, undefined',
];

const projects: Project[] = [];
afterAll(() => {
  for (const project of projects) project.remove();
});

function ranProject(args: readonly string[] = []): Project {
  const project = new Project(files);
  projects.push(project);
  const { code, output } = project.vitest(args, {
    NODE_V8_COVERAGE: path.join(project.folder, 'coverage/tmp'),
  });
  expect(code, output).toBe(0);
  return project;
}

describe('reached and asserted', { timeout: 60_000 }, () => {
  test.each<[string, string[]]>([
    ['in forks', []],
    ['in threads that files share', ['--pool=threads', '--no-isolate']],
    ['in contexts of their own', ['--pool=vmForks']],
  ])('%s', async (_name, args) => {
    const { folder } = ranProject(args);
    const coverage = await readErrorPaths('coverage', folder);
    expect(table(coverage)).toEqual(EXPECTED);
    expect(coverage.total).toEqual({ paths: 16, reached: 16, throwing: 10, asserted: 9 });
    expect(coverage.files).toEqual([{ file: 'src/train.ts', ...coverage.total }]);
  });
});

describe('what was left', { timeout: 60_000 }, () => {
  let project: Project;
  beforeAll(() => {
    project = ranProject();
  });
  const read = (folders: string | string[] = 'coverage'): Promise<ErrorPathCoverage> =>
    readErrorPaths(folders, project.folder);

  test('is read the same in any order and number', async () => {
    expect(await read(['coverage', 'coverage'])).toMatchObject({
      total: { paths: 16, reached: 16, throwing: 10, asserted: 9 },
    });
  });

  test('names neither tests nor anything else that is not under test', () => {
    const folder = path.join(project.folder, 'coverage/tensorproof');
    const text = readdirSync(folder)
      .map((name) => readFileSync(path.join(folder, name), 'utf8'))
      .join();
    expect(text).toContain('src/train.ts:9:');
    expect(text).not.toMatch(/train\.test|asserted-errors|\.\.\//);
  });

  test('counts nothing where no test asserted, and lines where there are no statements', async () => {
    const other = new Project(files);
    projects.push(other);
    const statement = { start: { line: 9, column: 0 }, end: { line: 9, column: 78 } };
    const branch = { start: { line: 9, column: 32 }, end: { line: 9, column: 78 } };
    const file = path.join(other.folder, 'src/train.ts');
    const report = {
      [file]: {
        path: file,
        statementMap: { 0: statement },
        s: { 0: 3 },
        fnMap: {},
        f: {},
        branchMap: { 0: { type: 'branch', line: 9, loc: branch, locations: [branch] } },
        b: { 0: [2] },
      },
    };
    other.write('coverage/coverage-final.json', JSON.stringify(report));
    other.write(
      'coverage/tensorproof/record-1-a.json',
      JSON.stringify({ format: 'tensorproof-record', version: 1, runtime: 'node', sources: {}, entries: [] }),
    );
    const { paths, total } = await readErrorPaths('coverage', other.folder);
    expect(paths[0]).toEqual({
      file: 'src/train.ts',
      line: 9,
      column: 33,
      kind: 'validation',
      in: 'requireRate',
      error: 'TypeError',
      message: 'rate must be a number',
      condition: "typeof rate !== 'number'",
      reached: 2,
      asserted: false,
    });
    expect(total.asserted).toBe(0);
  });

  test('is refused without coverage, without records, of another folder, and of other sources', async () => {
    await expect(read('elsewhere')).rejects.toThrow(CoverageDataError);
    await expect(read('elsewhere')).rejects.toThrow(/elsewhere\/coverage-final\.json does not exist/);
    await expect(readErrorPaths(path.join(project.folder, 'coverage'), '/')).rejects.toThrow(/changed since/);
    const records = path.join(project.folder, 'coverage/tensorproof');
    const [name = ''] = readdirSync(records);
    const text = readFileSync(path.join(records, name), 'utf8');
    writeFileSync(path.join(records, name), text.slice(0, -20));
    await expect(read()).rejects.toThrow(/cut off/);
    rmSync(path.join(records, name));
    await expect(read()).rejects.toThrow(CoverageDataError);
    await expect(read()).rejects.toThrow('coverage holds no record of what the tests asserted');
    writeFileSync(path.join(records, name), text);
    project.write('src/train.ts', `\n${SOURCE}`);
    await expect(read()).rejects.toThrow('src/train.ts changed since the tests ran');
    project.write('src/train.ts', SOURCE);
    expect((await read()).total.asserted).toBe(9);
  });
});

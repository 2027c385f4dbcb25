import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyOf, coveredProject, runGate } from './covered-project.ts';

const FILE = 'tensorproof-ratchet.json';

let project: string;
beforeAll(() => {
  project = coveredProject(undefined, afterAll);
});

/** A project whose figures are lines 66.66, branches 66.66 and functions 50, with a ratchet. */
function withRatchet(figures: Readonly<Record<string, number>>): string {
  return withText(JSON.stringify({ version: 1, figures }));
}

function withText(ratchet: string): string {
  const root = copyOf(project);
  writeFileSync(path.join(root, FILE), ratchet);
  return root;
}

function written(root: string): unknown {
  return JSON.parse(readFileSync(path.join(root, FILE), 'utf8'));
}

const judge = async (root: string, ...args: readonly string[]) => runGate(root, '--no-annotations', ...args);

test('is written one figure a line, and held by the run that wrote it', async () => {
  const root = copyOf(project);
  expect((await judge(root, '--update-ratchet')).code).toBe(0);
  expect(readFileSync(path.join(root, FILE), 'utf8')).toBe(
    `{
  "version": 1,
  "figures": {
    "branches": 66.66,
    "functions": 50,
    "lines": 66.66
  }
}
`,
  );
  expect((await judge(root, '--ratchet')).code).toBe(0);
});

describe('holds', () => {
  const best = { lines: 66.66, branches: 66.66, functions: 50 };
  test.each<[number, string, Readonly<Record<string, number>>]>([
    [0, 'what is as before', best],
    [0, 'what is better', { ...best, lines: 20 }],
    [0, 'what fell by the tolerance', { ...best, functions: 50.1 }],
    [1, 'what fell by more', { ...best, functions: 50.2 }],
    [1, 'what was whole', { ...best, lines: 100 }],
    [2, 'what nothing measures', { ...best, 'lines of lib/**': 90 }],
    [0, 'annotations that are left out', { ...best, ranked: 90, 'ranked of src/**': 90 }],
  ])('%i: %s', async (code, _, figures) => {
    expect(await judge(withRatchet(figures), '--ratchet')).toMatchObject({ code });
  });

  test('by another tolerance', async () => {
    const root = withRatchet({ ...best, functions: 52 });
    writeFileSync(path.join(root, 'tensorproof.config.json'), '{ "gate": { "tolerance": 2 } }');
    expect(await judge(root, '--ratchet')).toMatchObject({ code: 0 });
  });

  test('and says what it was', async () => {
    const { out } = await judge(withRatchet({ ...best, functions: 60 }), '--ratchet');
    expect(out).toMatch(/functions 50\.0 % \(was 60 %, and may fall by 0\.1\)$/);
  });
});

describe('an update', () => {
  test('raises what rose, keeps what fell, and takes out what is measured no more', async () => {
    const root = withRatchet({ lines: 10, branches: 99, 'lines of lib/**': 80, shaped: 12.5 });
    const { code, out } = await judge(root, '--update-ratchet');
    // What fell is still a fall.
    expect(code).toBe(1);
    expect(out).toMatch(/raised: lines, functions$/m);
    expect(written(root)).toEqual({
      version: 1,
      figures: { branches: 99, functions: 50, lines: 66.66, shaped: 12.5 },
    });
  });

  test.each([
    ['plain', '', ''],
    ['with the base', '||||||| base\n    "lines": 1,\n', ''],
    ['with Windows line ends', '', '\r'],
  ])('takes the higher figure of both sides of a conflict: %s', async (_, base, end) => {
    const text = `{
  "version": 1,
  "figures": {
    "branches": 60,
<<<<<<< HEAD
    "functions": 20,
    "lines": 70
${base}=======
    "functions": 99,
    "lines": 12
>>>>>>> other branch
  }
}
`;
    const root = withText(text.replaceAll('\n', `${end}\n`));
    expect(await judge(root, '--ratchet')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/in conflict.*--update-ratchet takes the higher/s) as string,
    });
    expect(readFileSync(path.join(root, FILE), 'utf8')).toContain('<<<<<<<');
    await judge(root, '--update-ratchet');
    expect(written(root)).toEqual({ version: 1, figures: { branches: 66.66, functions: 99, lines: 70 } });
  });
});

describe('is refused', () => {
  test.each<[string, string, RegExp]>([
    ['no JSON', '{', /is no ratchet: it is not JSON/],
    [
      'another version',
      '{ "version": 2, "figures": {} }',
      /has version 2, and this tensorproof reads version 1/,
    ],
    ['no version', '{}', /has no version/],
    ['no figures', '{ "version": 1 }', /has no figures/],
    [
      'more than everything',
      '{ "version": 1, "figures": { "lines": 101 } }',
      /figure of lines is no percentage/,
    ],
    [
      'a text for a figure',
      '{ "version": 1, "figures": { "lines": "90" } }',
      /figure of lines is no percentage/,
    ],
    [
      'markers of a conflict that do not match',
      '<<<<<<< HEAD\n{ "version": 1 }',
      /is no ratchet: it is not JSON/,
    ],
  ])('%s, and left as it was', async (_, text, message) => {
    const root = withText(text);
    const { code, err } = await judge(root, '--update-ratchet');
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(readFileSync(path.join(root, FILE), 'utf8')).toBe(text);
  });

  test('none, where there should be one', async () => {
    const root = copyOf(project);
    expect(await judge(root, '--ratchet')).toMatchObject({ code: 2 });
    expect(existsSync(path.join(root, FILE))).toBe(false);
  });
});

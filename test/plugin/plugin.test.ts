import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Project } from './project.ts';

const CONFIG = `
import { defineConfig } from 'vitest/config';
import { tensorproof } from '../../src/plugin/index.ts';

export default defineConfig({
  plugins: [tensorproof(JSON.parse(process.env.OPTIONS ?? '{}'))],
  test: { include: ['*.test.ts'], setupFiles: ['./setup.ts'] },
});
`;

/** A user's own setup: the matchers must be there already. */
const SETUP = `
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

expect(tf.zeros([2, 3])).toHaveShape('a 3');
`;

const TESTS = `
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';

const draws: Record<string, unknown> = { backend: tf.getBackend(), top: Math.random() };
beforeAll(() => {
  draws.beforeAll = Math.random();
});
beforeEach(({ task }) => {
  draws['beforeEach ' + task.name] = Math.random();
});
test('first', () => {
  draws.first = tf.randomNormal([1]).dataSync()[0];
});
describe('group', () => {
  test.concurrent('second', async () => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    draws.second = Math.random();
  });
  test.concurrent('third', () => {
    draws.third = [...tf.multinomial(tf.zeros([1, 1000]), 3).dataSync()].join();
  });
});
test('last', () => {
  console.log('draws ' + JSON.stringify(draws));
  expect(tf.ones([2])).toEqual(tf.ones([2]));
  expect({ x: tf.ones([2]) }).toMatchInlineSnapshot(\`
    {
      "x": float32[2] [1, 1],
    }
  \`);
  if (process.env.FAIL) expect(1).toBe(2);
});
`;

let project: Project;
beforeAll(() => {
  project = new Project({ 'vitest.config.ts': CONFIG, 'setup.ts': SETUP, 'draws.test.ts': TESTS });
});
afterAll(() => {
  project.remove();
});

function run(
  options: object,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): {
  code: number | null;
  output: string;
  draws: Record<string, unknown>;
} {
  const { code, output } = project.vitest(args, { OPTIONS: JSON.stringify(options), ...env });
  const line = /draws (\{.*\})/u.exec(output)?.[1] ?? '{}';
  return { code, output, draws: JSON.parse(line) as Record<string, unknown> };
}

/** What the tests draw with the seed that is there by default. */
let usual: Record<string, unknown>;
beforeAll(() => {
  const first = run({});
  expect(first.code, first.output).toBe(0);
  usual = first.draws;
}, 120_000);

test('sets up the native backend', () => {
  expect(usual['backend']).toBe('tensorflow');
});

describe('draws', { timeout: 120_000 }, () => {
  test.each([
    ['in threads', ['--pool=threads']],
    ['in vmForks', ['--pool=vmForks']],
    ['without isolation', ['--no-isolate']],
  ])('repeat %s', (_, args) => {
    const { code, output, draws } = run({}, args);
    expect(code, output).toBe(0);
    expect(draws).toEqual(usual);
  });

  test('repeat in another order and beside fewer tests', () => {
    const shuffled = run({}, ['--sequence.shuffle.tests', '--sequence.seed=3']).draws;
    const filtered = run({}, ['-t', 'third|last']).draws;
    for (const draws of [shuffled, filtered]) {
      const known = Object.entries(draws);
      expect(known.length).toBeGreaterThan(3);
      expect(usual).toMatchObject(Object.fromEntries(known));
    }
  });

  test('differ by seed, which TENSORPROOF_SEED goes before', () => {
    const { draws } = run({ seed: 7 });
    expect(draws['first']).not.toBe(usual['first']);
    expect(run({ seed: 8 }, [], { TENSORPROOF_SEED: '7' }).draws).toEqual(draws);
  });
});

test('says which seed it was when a test fails, and only then', { timeout: 120_000 }, () => {
  const failed = run({ seed: 'random' }, [], { FAIL: '1' });
  expect(failed.code).toBe(1);
  const seed = /TENSORPROOF_SEED=(\d+) repeats/u.exec(failed.output)?.[1] ?? '';
  expect(seed).not.toBe('');
  const again = run({}, [], { TENSORPROOF_SEED: seed });
  expect(again.draws).toEqual(failed.draws);
  expect(again.output).not.toContain('TENSORPROOF_SEED');
});

test('a backend by name, and nothing seeded', { timeout: 120_000 }, () => {
  const { code, output, draws } = run({ backend: 'cpu', seed: false });
  expect(code, output).toBe(0);
  expect(draws['backend']).toBe('cpu');
  expect(draws['first']).not.toBe(usual['first']);
});

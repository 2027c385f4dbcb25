import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MatcherResult } from '../../matchers/define-matcher.ts';
import { toMatchTensorSnapshot } from '../../matchers/to-match-tensor-snapshot.ts';
import '../../matchers/vitest.ts';
import { ArgumentError, SubjectError } from '../../src/errors.ts';
import { Project } from '../plugin/project.ts';

const FILE = '__snapshots__/golden.test.ts.tensors';

const project = new Project({
  'vitest.config.ts': `
import { defineConfig } from 'vitest/config';
import { tensorproof } from '../../src/plugin/index.ts';

export default defineConfig({ plugins: [tensorproof({ backend: 'cpu' })], test: { include: ['*.test.ts'] } });
`,
  'golden.test.ts': `
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';

const scale = Number(process.env.SCALE ?? 1);

test('small', { retry: Number(process.env.RETRY ?? 0) }, async () => {
  expect(tf.tensor2d([[1, 2], [3, 0.1]]).mul(scale)).toMatchTensorSnapshot();
  await expect(Promise.resolve(tf.scalar(7))).resolves.toMatchTensorSnapshot({ rtol: 1e-3 });
});
test('large', () => {
  expect(tf.linspace(0, 1, 1000).mul(scale)).toMatchTensorSnapshot({ rtol: 1e-4, atol: 1e-4, name: 'line' });
  expect(tf.zeros([1000])).toMatchTensorSnapshot({ name: 'zeros' });
});
test('tree', () => {
  const tree = { a: [tf.ones([2]).mul(scale)], names: new Map([['k', tf.tensor1d(['x', 'y'])]]), c: tf.complex([1, 2], [3, 4]) };
  expect.soft(tree).toMatchTensorSnapshot();
});
if (process.env.MORE) test('more', () => { expect(tf.scalar(3)).toMatchTensorSnapshot(); });
`,
});
afterAll(() => {
  project.remove();
});

// One after the other, as a user would run them: each works on what the one before left.
describe('a run of Vitest', { timeout: 120_000 }, () => {
  test('writes golden tensors on the first run, and takes them on the second', () => {
    const first = project.vitest([], { MORE: '1' });
    expect(first.code, first.output).toBe(0);
    expect(first.output).toMatch(/Snapshots +6 written/u);
    expect(project.read(FILE).replace(/"deflate":"[^"]+"/gu, '"deflate":"…"')).toMatchSnapshot();
    const before = project.read(FILE);
    const second = project.vitest([], { MORE: '1', CI: '1' });
    expect(second.code, second.output).toBe(0);
    expect(project.read(FILE)).toBe(before);
    expect(project.list('__snapshots__')).toEqual(['golden.test.ts.tensors']);
  });

  test('reports those that no test asks for', () => {
    const { code, output } = project.vitest();
    expect(code, output).toBe(0);
    expect(output).toContain('more 1 (golden tensors)');
    expect(output).toMatch(/1 obsolete/u);
    expect(project.vitest(['-t', 'tree']).output).not.toMatch(/obsolete.*(small|large)/su);
  });

  test('fails where they are no longer close, and says so', () => {
    const before = project.read(FILE);
    const { code, output } = project.vitest([], { SCALE: '1.01', MORE: '1', RETRY: '1' });
    expect(code).toBe(1);
    expect(output).toMatch(/Tests +3 failed \| 1 passed/u);
    expect(output).toContain('hint: every mismatching element is 1.01 times the expected one.');
    expect(output).toContain(`golden tensors: 'large > line 1' in ${FILE}`);
    expect(output).toContain('hint: if the change is meant, update them with -u.');
    expect(output).not.toContain('obsolete');
    expect(project.read(FILE)).toBe(before);
  });

  test('updates them with -u, only those that changed, and removes the obsolete ones', () => {
    const before = project.read(FILE).split('\n');
    const { code, output } = project.vitest(['-u'], { SCALE: '1.01' });
    expect(code, output).toBe(0);
    expect(output).toMatch(/3 updated/u);
    const after = project.read(FILE).split('\n');
    expect(after.filter((line) => before.includes(line))).toHaveLength(before.length - 4);
    expect(after.join('\n')).not.toContain('more 1');
  });

  test('writes none in CI', () => {
    const { code, output } = project.vitest([], { SCALE: '1.01', MORE: '1', CI: '1' });
    expect(code).toBe(1);
    expect(output).toContain('but there are none, and none are written here, as in CI.');
    expect(project.read(FILE)).not.toContain('more 1');
  });

  test('refuses a damaged file, and leaves it as it is', () => {
    const damaged = project.read(FILE).slice(0, -30);
    project.write(FILE, damaged);
    const { code, output } = project.vitest();
    expect(code).toBe(1);
    expect(output).toContain(
      "GoldenFileError: Golden tensors: __snapshots__/golden.test.ts.tensors:8 can't be read",
    );
    expect(project.read(FILE)).toBe(damaged);
  });
});

describe('what is refused before anything is stored', () => {
  beforeEach(() => {
    tf.engine().startScope();
  });
  afterEach(() => {
    tf.engine().endScope();
  });

  const call = (context: object, received: unknown, options?: object): MatcherResult =>
    toMatchTensorSnapshot.call(context, received, options);
  const nothing = (): void => undefined;
  const inTest = (more: object = {}): object => ({
    currentTestName: 'a test',
    snapshotState: {
      ...{
        added: 0,
        matched: 0,
        unmatched: 0,
        updated: 0,
        snapshotPath: 'nowhere/x.snap',
        snapshotUpdateState: 'new',
      },
      ...{ getUncheckedCount: () => 0, getUncheckedKeys: () => [], removeUncheckedKeys: nothing },
      ...{ markSnapshotsAsCheckedForTest: nothing, save: nothing },
    },
    ...more,
  });

  test.each<[string, () => unknown, string]>([
    ['outside of a test', () => call({}, tf.ones([2])), 'can only be used inside a test'],
    ['behind .not', () => call(inTest({ isNot: true }), tf.ones([2])), 'cannot be used with .not'],
    ['with expect.poll', () => call(inTest({ poll: true }), tf.ones([2])), 'cannot be used with expect.poll'],
    ['a misspelt option', () => call(inTest(), tf.ones([2]), { rtoll: 1 }), "did you mean 'rtol'?"],
    ['a name that is no text', () => call(inTest(), tf.ones([2]), { name: 3 }), 'name must be a text'],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(ArgumentError);
    expect(run).toThrow(message);
  });

  test.each<[string, () => unknown, string]>([
    ['no tensor', () => 3, 'received must be a tensor, got the number 3'],
    ['a promise', () => Promise.resolve(1), 'await it first'],
    ['nothing in it', () => ({}), 'received holds no tensor'],
    ['a number in a tree', () => ({ loss: 0.3, w: tf.ones([2]) }), 'received.loss must be a tensor'],
    ['NaN', () => ({ w: tf.tensor1d([1, NaN]) }), 'received.w, float32[2], holds 1 NaN'],
  ])('%s', (_, make, message) => {
    const run = (): unknown => call(inTest(), make());
    expect(run).toThrow(SubjectError);
    expect(run).toThrow(message);
  });

  test('NaN that is meant is stored', () => {
    expect(call(inTest(), tf.tensor1d([1, NaN]), { equalNaN: true }).pass).toBe(true);
  });
});

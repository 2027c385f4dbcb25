import { build } from 'esbuild';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Project } from '../plugin/project.ts';

const JEST_TESTS = `
const tf = require('@tensorflow/tfjs');
const matchers = require('./matchers.cjs');

expect.extend(matchers);

const scale = Number(process.env.SCALE ?? 1);

test('passing, failing and refusing', async () => {
  const x = tf.tensor2d([[1, 2], [3, 4]]);
  expect(x).toHaveShape('rows 2');
  expect(x).not.toHaveShape('rows 3');
  expect(x).toBeAllClose([[1, 2], [3, 4.000001]]);
  await expect(Promise.resolve(x)).resolves.toHaveDtype('float32');
  expect(() => expect(x).toBeAllClose(tf.ones([2, 2]))).toThrow('3 of 4 elements');
  expect(() => expect(x).not.toBeAllClose(x)).toThrow('all 4 elements agree');
  expect(() => expect(undefined).not.toHaveShape('rows 2')).toThrow('received must be a tensor, got undefined');
  expect(() => expect(Promise.resolve(x)).toHaveShape('rows 2')).toThrow('await it first');
});

test('inside an expected value', () => {
  const batch = { x: tf.ones([2, 3]), n: 1 };
  expect(batch).toEqual({ x: expect.tensor('b 3', { dtype: 'float32' }), n: 1 });
  expect(batch).toEqual({ x: expect.tensorCloseTo(tf.ones([2, 3])), n: 1 });
  expect(batch).toEqual({ x: expect.not.tensor('b 4'), n: expect.any(Number) });
  expect(batch).not.toEqual({ x: expect.toHaveShape('b 4'), n: 1 });
});

test('golden tensors', () => {
  expect({ w: tf.ones([2, 2]).mul(scale) }).toMatchTensorSnapshot();
});
`;

let project: Project;
beforeAll(async () => {
  project = new Project({ 'matchers.test.js': JEST_TESTS, 'package.json': '{ "private": true }' });
  // As the package ships it: one CommonJS file, with its dependencies outside.
  await build({
    entryPoints: [path.resolve(import.meta.dirname, '../../matchers/index.ts')],
    outfile: path.join(project.folder, 'matchers.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    logLevel: 'silent',
  });
}, 60_000);
afterAll(() => {
  project.remove();
});

test('the matchers work in Jest through expect.extend', { timeout: 120_000 }, () => {
  const first = project.jest();
  expect(first.code, first.output).toBe(0);
  expect(first.output).toMatch(/3 passed, 3 total/u);
  expect(project.list('__snapshots__')).toEqual(['matchers.test.js.tensors']);

  const changed = project.jest(['--ci'], { SCALE: '2' });
  expect(changed.code).toBe(1);
  expect(changed.output).toContain(
    "golden tensors: 'golden tensors 1' in __snapshots__/matchers.test.js.tensors",
  );

  const updated = project.jest(['-u'], { SCALE: '2' });
  expect(updated.code, updated.output).toBe(0);
  expect(updated.output).toContain('1 snapshot updated');
  expect(project.read('__snapshots__/matchers.test.js.tensors')).toContain('"values":[2,2,2,2]');
});

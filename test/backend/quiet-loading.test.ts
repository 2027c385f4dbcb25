import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findTfjsNode } from '../../src/backend/tfjs-node-package.ts';

const { directory } = await findTfjsNode(path.resolve(import.meta.dirname, '../..'));
const script = `
  require('node:util').isNullOrUndefined ??= (value) => value == null;
  const tf = require(${JSON.stringify(directory)});
  tf.matMul(tf.ones([64, 64]), tf.ones([64, 64])).dataSync();`;

function stderrOf(environment: NodeJS.ProcessEnv, inWorker: boolean): string {
  const code = inWorker
    ? `new (require('node:worker_threads').Worker)(${JSON.stringify(script)}, { eval: true })`
    : script;
  return spawnSync(process.execPath, ['--no-deprecation', '-e', code], { env: environment, encoding: 'utf8' })
    .stderr;
}

const environment: NodeJS.ProcessEnv = { ...process.env };
delete environment['TF_CPP_MIN_LOG_LEVEL'];

test.each([
  ['a process', false],
  ['a worker thread', true],
])(
  'the native backend loads and computes without a line on stderr, in %s',
  { timeout: 60_000 },
  (_where, inWorker) => {
    expect(stderrOf(environment, inWorker)).toBe('');
  },
);

test('whoever wants the log gets all of it', { timeout: 60_000 }, () => {
  expect(stderrOf({ ...environment, TF_CPP_MIN_LOG_LEVEL: '0' }, false)).not.toBe('');
});

test('an error of TensorFlow itself still reaches the program', { timeout: 60_000 }, () => {
  const failing = `${script}
    try { tf.matMul(tf.ones([2, 3]), tf.ones([4, 5])); } catch (error) { console.log('thrown'); }
    try { tf.backend().binding.executeOp('NoSuchOp', [], [], 1); } catch (error) { console.log(error.message); }`;
  const output = execFileSync(process.execPath, ['--no-deprecation', '-e', failing], {
    encoding: 'utf8',
    env: environment,
  });
  expect(output).toMatch(/^thrown\n[^]*NoSuchOp/u);
});

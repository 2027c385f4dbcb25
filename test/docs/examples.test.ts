import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { allowLeaks } from '../../src/plugin/leak-guard.ts';
import { collectExamples, ROOT } from './collect-examples.ts';
import { writeProgram } from './write-program.ts';

const documented = collectExamples();

/** Below the root, or the imports of packages would lead nowhere; ignored by git. */
const FOLDER = path.join(ROOT, '.tmp', `examples-${process.pid}`);

/** What a reader of an example is left to imagine: its inputs and models. By file, since each file has its own. */
const SCENERY: Readonly<Record<string, string>> = {
  'matchers/to-be-all-close.ts': `
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
    const before = model.getWeights().map((weight) => weight.add(1));`,
  'src/contracts/check-shapes.ts': 'const images = tf.zeros([2, 8, 8, 3]), boxes = tf.zeros([2, 5, 4]);',
};

/** Examples that can't run here, and why. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'matchers/to-match-tensor-snapshot.ts': 'it would store a snapshot of this file',
  'src/backend/install.ts': 'it downloads 274 MB',
  'src/plugin/leak-guard.ts': 'it is for a suite as a whole; its own tests run one',
};

beforeEach(() => {
  allowLeaks(); // an example shows one thing, and tidying up is another
  tf.engine().startScope();
  return () => {
    tf.engine().endScope();
    tf.disposeVariables();
  };
});
afterAll(() => {
  rmSync(FOLDER, { recursive: true, force: true });
});

describe('every @example runs', () => {
  test('there are some', () => {
    expect(documented.examples.length).toBeGreaterThan(50);
  });

  const runnable = documented.examples.filter(({ file }) => NOT_RUN[file] === undefined);
  test.each(runnable.map((example) => [`${example.file}:${example.line}`, example] as const))(
    '%s',
    async (name, example) => {
      const { file, code } = example;
      const program = writeProgram(`${SCENERY[file] ?? ''}\n${code}`, file, documented);
      mkdirSync(FOLDER, { recursive: true });
      const target = path.join(FOLDER, `${name.replace(/[^\w-]+/gu, '-')}.ts`);
      writeFileSync(target, program);
      await import(/* @vite-ignore */ pathToFileURL(target).href);
    },
  );

  test.each(Object.keys({ ...SCENERY, ...NOT_RUN }))('%s still has an example', (file) => {
    expect(documented.examples.map((each) => each.file)).toContain(file);
  });
});

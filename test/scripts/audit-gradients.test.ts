import * as tf from '@tensorflow/tfjs';
import { readdirSync, readFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { allCases, keyOf } from '../../scripts/audit-gradients/cases/index.ts';
import { FINDINGS } from '../../scripts/audit-gradients/findings.ts';
import { both, composed, first, input, second } from '../../scripts/audit-gradients/gradient-case.ts';
import { judgeCase } from '../../scripts/audit-gradients/judge-case.ts';
import { registeredGradients, uncovered } from '../../scripts/audit-gradients/registry.ts';
import {
  data,
  differences,
  page,
  unexplained,
  type Row,
} from '../../scripts/audit-gradients/write-report.ts';
import { scopeEachTest } from '../scope-each-test.ts';

const PROGRAMS = path.join(import.meta.dirname, '../../docs/gradients');
const COMMITTED = path.join(import.meta.dirname, '../../docs/gradients.json');

describe('the audit of gradients', () => {
  scopeEachTest();
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  test('looks at every gradient, every op with its own, and every kernel without one', () => {
    expect(uncovered(allCases, ['cpu'])).toEqual([]);
    const lessOne = allCases.filter(({ kernel }) => kernel !== 'Tile' && kernel !== 'Cumprod');
    expect(uncovered(lessOne, ['cpu'])).toEqual(['the gradient of Tile', 'Cumprod, which has no gradient']);
    expect(uncovered(allCases.filter(({ op }) => op !== 'tf.fused.matMul'), ['cpu'])).toEqual([
      'the gradient in ops/fused/mat_mul',
      '_FusedMatMul, which has no gradient',
    ]); // prettier-ignore
    expect(registeredGradients().length).toBeGreaterThan(100);
  });

  test('names every case differently', () => {
    expect(new Set(allCases.map(keyOf)).size).toBe(allCases.length);
  });

  const planted = composed('planted');
  const halved = (x: tf.Tensor): tf.Tensor =>
    tf.customGrad((each) => ({
      value: tf.square(each as tf.Tensor),
      gradFunc: (dy: tf.Tensor) => dy.mul(each as tf.Tensor),
    }))(x);
  /** Right once; of its gradient nothing is left on the tape. */
  const detached = (x: tf.Tensor): tf.Tensor =>
    tf.customGrad((each) => ({
      value: tf.square(each as tf.Tensor),
      gradFunc: (dy: tf.Tensor) => dy.mul(2).mul(tf.tensor((each as tf.Tensor).arraySync())),
    }))(x);

  test.each([
    ['half a gradient', first(planted, 'halved', [input([2, 3])], halved), 'wrong', 'float32'],
    ['a second order that is lost', second(planted, 'detached', [input([3], 1, 1.5)], detached), 'wrong', 'float32'],
    ['a shape that is not the input’s', first(planted, 'maximum', [input([3]), input([])], (a, b) => tf.maximum(a, b)), 'wrong', 'form'],
    ['an op without a gradient', first(planted, 'cumprod', [input([3])], (x) => tf.cumprod(x)), 'no gradient', 'none'],
    ['an op that throws', first(planted, 'tile', [input([1, 1, 1, 1, 2])], (x) => tf.tile(x, [1, 1, 1, 1, 2])), 'throws', 'none'],
    ['a kernel that is missing', first(planted, 'no kernel', [input([1])], (x) => tf.engine().runKernel('None', { x })), 'kernel missing', 'none'],
    ['a corner', first(planted, 'relu at zero', [input([3], 0, 0)], (x) => tf.relu(x)), 'unconfirmed', 'float32'],
    ['nothing', first(planted, 'empty', [input([0])], (x) => tf.relu(x)), 'right', 'none'],
    ['a constant', first(planted, 'zeros', [input([2])], (x) => tf.zerosLike(x)), 'right', 'float32'],
    ...both(planted, 'square', [input([2, 3])], (x) => tf.square(x)).map((each) => [each.name, each, 'right', 'float32'] as const),
  ] as const)('%s', (_, subject, verdict, method) => {
    expect(judgeCase(subject, undefined)).toMatchObject({ verdict, method });
  }); // prettier-ignore

  test('a result that is not that of float64 is wrong, whatever its gradient', () => {
    const subject = first(planted, 'square', [input([2])], (x) => tf.square(x));
    const truth = { outputs: [[0.5, 7]], slopes: [[1, 1]] };
    expect(judgeCase(subject, truth)).toMatchObject({ verdict: 'wrong', method: 'forward' });
  });

  test('both methods have to agree on what is wrong', () => {
    const subject = first(planted, 'square', [input([2])], (x) => tf.square(x));
    const { slopes, outputs } = { outputs: [[0, 0]], slopes: [[1, 1]] };
    const isSmall = (x: tf.Tensor): tf.Tensor => x.mul(0);
    expect(judgeCase({ ...subject, run: isSmall }, { outputs, slopes })).toMatchObject({ verdict: 'unconfirmed' });
  }); // prettier-ignore
});

describe('the report', () => {
  const right = { verdict: 'right', method: 'float64', evidence: '' } as const;
  const wrong = { verdict: 'wrong', method: 'float64', evidence: 'input 0, entry 1: 1, truly 2' } as const;
  const of = (kernel: string, judgements: Row['judgements']): Row => ({
    subject: first({ op: `tf.${kernel}`, kernel, source: 'registry' }, '[2]', [input([2])], (x) => x),
    judgements,
  });
  const rows = [of('MirrorPad', { native: wrong, wasm: right, cpu: wrong })];

  test('says what is wrong in words, with a program, and names each case', () => {
    const text = page(rows);
    expect(text).toContain('Cases of `tf.MirrorPad`: native 1, cpu 1. Program: [mirror-pad.mjs](gradients/mirror-pad.mjs).');
    expect(text).toContain('| `tf.MirrorPad` | MirrorPad | [2] | wrong (float64) | right | wrong (float64) |');
  }); // prettier-ignore

  test('differs when a verdict does, and not when its evidence does', () => {
    const committed = data(rows);
    const reworded = { ...wrong, evidence: 'input 0, entry 1: 1.01, truly 2' };
    expect(differences(committed, [of('MirrorPad', { native: reworded, wasm: right, cpu: wrong })])).toEqual([]);
    expect(differences(committed, [of('MirrorPad', { native: right, wasm: right, cpu: wrong })])).toEqual([
      'tf.MirrorPad | MirrorPad | [2]: native wrong by float64, wasm right, cpu wrong by float64 → native right, wasm right, cpu wrong by float64',
    ]);
    expect(differences(committed, [])).toHaveLength(1);
  }); // prettier-ignore

  test('a wrong case that no finding knows is not passed over', () => {
    expect(unexplained(rows)).toEqual([]);
    expect(unexplained([of('Sin', { native: right, wasm: wrong, cpu: right })])).toEqual([
      'wasm: tf.Sin [2]',
    ]);
  });

  test('what is committed has every case', () => {
    const committed = JSON.parse(readFileSync(COMMITTED, 'utf8')) as Parameters<typeof keyOf>[0][];
    expect(committed.map(keyOf)).toEqual(allCases.map(keyOf));
  });
});

describe('the programs that show what is wrong', () => {
  const names = readdirSync(PROGRAMS).map((file) => path.basename(file, '.mjs'));

  test('there is one for each finding', () => {
    expect(names.sort()).toEqual(FINDINGS.map(({ program }) => program).sort());
  });

  test('each still shows it', async () => {
    // One process for all of them: to start TensorFlow.js takes far longer than any of them.
    const script = `const shown = {};
      for (const name of ${JSON.stringify(names)}) {
        process.exitCode = undefined;
        await import('./docs/gradients/' + name + '.mjs');
        shown[name] = process.exitCode;
      }
      process.exitCode = 0;
      console.log(JSON.stringify(shown));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', script],
      {
        cwd: path.join(PROGRAMS, '../..'),
      },
    );
    const shown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, number>;
    expect(shown).toEqual(Object.fromEntries(names.map((name) => [name, 0])));
  }, 60_000);
});

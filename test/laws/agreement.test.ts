import * as tf from '@tensorflow/tfjs-node';
import { expect, test } from 'vitest';
import '../../matchers/vitest.ts';
import { checkAgreement, type AgreementOptions } from '../../src/laws/index.ts';
import { scopeEachTest } from '../scope-each-test.ts';
import { judged } from './judged.ts';

scopeEachTest({ variables: true });

type Run = (...x: never[]) => unknown;
const rows = { inputs: 'b n' };
const softmax = (x: tf.Tensor): tf.Tensor => tf.softmax(x);
const naiveSoftmax = (x: tf.Tensor): tf.Tensor =>
  tf.tidy(() => tf.div(tf.exp(x), tf.sum(tf.exp(x), -1, true)));
const model = (): tf.LayersModel =>
  tf.sequential({
    layers: [tf.layers.dense({ units: 3, inputShape: [4] }), tf.layers.dropout({ rate: 0.5 })],
  });

test.each<[string, Run, unknown, AgreementOptions]>([
  ['two ways to a softmax', softmax, naiveSoftmax, rows],
  [
    'a loop over plain numbers',
    (x: tf.Tensor) => tf.relu(x),
    async (x: tf.Tensor1D) => (await x.array()).map((each) => Math.max(each, 0)),
    { inputs: 'n' },
  ],
  [
    'a number',
    (x: tf.Tensor) => tf.sum(x),
    (x: tf.Tensor) => Array.from(x.dataSync()).reduce((sum, each) => sum + each, 0),
    { inputs: 'n' },
  ],
  [
    'sums in another order',
    (x: tf.Tensor) => tf.sum(x),
    (x: tf.Tensor) => tf.sum(tf.reverse(x, 0)),
    { inputs: 'n', maxSize: 64 },
  ],
  ['another backend', softmax, { backend: 'cpu' }, rows],
  [
    'a product on another backend',
    (x: tf.Tensor2D, y: tf.Tensor2D) => tf.matMul(x, y),
    { backend: 'cpu' },
    { inputs: 'a b, b c', maxSize: 32 },
  ],
  [
    'the same noise',
    (x: tf.Tensor) => tf.add(x, tf.randomNormal(x.shape)),
    (x: tf.Tensor) => tf.add(tf.randomNormal(x.shape), x),
    rows,
  ],
  [
    'the same refusals',
    (x: tf.Tensor) => tf.reshape(x, [4, -1]),
    (x: tf.Tensor) => tf.reshape(x, [4, x.size / 4]),
    rows,
  ],
  ['NaN at the same places', (x: tf.Tensor) => tf.log(x), (x: tf.Tensor) => tf.add(tf.log(x), 0), rows],
  [
    'an object of inputs',
    ({ a, b }: { a: tf.Tensor; b: tf.Tensor }) => tf.add(a, b),
    ({ a, b }: { a: tf.Tensor; b: tf.Tensor }) => tf.add(b, a),
    { inputs: { a: 'n', b: 'n' } },
  ],
])('%s agree', async (_name, subject, reference, options) => {
  for (const seed of [0, 1]) {
    const check = await judged(() => checkAgreement(subject, reference, { ...options, seed }));
    expect(check.pass, check.message()).toBe(true);
  }
});

test('a model agrees with a function of its weights, and is left as it was', async () => {
  const subject = model();
  const before = subject.getWeights().map((each) => Array.from(each.dataSync()));
  const [kernel, bias] = subject.getWeights() as [tf.Tensor2D, tf.Tensor];
  await expect(subject).toAgreeWith((x: tf.Tensor2D) => tf.add(tf.matMul(x, kernel), bias));
  expect(subject.getWeights().map((each) => Array.from(each.dataSync()))).toEqual(before);
});

test('a subject that makes its weights when it is first called keeps them, and what it counts is put back', async () => {
  const calls = tf.variable(tf.scalar(0));
  const layer = tf.layers.dense({ units: 3 });
  const lazy = (x: tf.Tensor): tf.Tensor => {
    calls.assign(tf.add(calls, 1));
    return layer.apply(x) as tf.Tensor;
  };
  await expect(lazy).toAgreeWith(lazy, { inputs: 'b 4' });
  expect(calls.dataSync()[0]).toBe(0);
  expect((layer.apply(tf.ones([2, 4])) as tf.Tensor).shape).toEqual([2, 3]);
});

test.each<[string, Run, unknown, AgreementOptions, RegExp]>([
  ['an overflow', softmax, naiveSoftmax, { ...rows, elements: 'finite' }, /x +float32\[1, 1\] all 89\n/u],
  ['another axis', softmax, (x: tf.Tensor) => tf.softmax(tf.transpose(x)), rows, /another shape/u],
  [
    'a boundary',
    (x: tf.Tensor) => tf.greater(x, 0),
    (x: tf.Tensor) => tf.greaterEqual(x, 0),
    rows,
    /zeros|false/u,
  ],
  [
    'a refusal of one',
    (x: tf.Tensor) => tf.softmax(x, 2),
    (x: tf.Tensor) => tf.clone(x),
    rows,
    /only fn throws/u,
  ],
  [
    'another number of outputs',
    (x: tf.Tensor) => [x, x],
    (x: tf.Tensor) => x,
    rows,
    /another number of outputs/u,
  ],
  ['another dtype', (x: tf.Tensor) => tf.greater(x, 0), (x: tf.Tensor) => tf.step(x), rows, /another dtype/u],
  [
    'a rare large value',
    (x: tf.Tensor) => tf.clipByValue(x, -3, 3),
    (x: tf.Tensor) => tf.clone(x),
    rows,
    /expected -?[3-9]/u,
  ],
  ['a thousandth', (x: tf.Tensor) => tf.mul(x, 1.001), (x: tf.Tensor) => tf.clone(x), rows, /0\.001 off/u],
  [
    'a thousandth of very little',
    (x: tf.Tensor) => tf.mul(x, 1.001e-9),
    (x: tf.Tensor) => tf.mul(x, 1e-9),
    rows,
    /off/u,
  ],
])('%s is found', async (_name, subject, reference, options, says) => {
  const check = await judged(() => checkAgreement(subject, reference, options));
  expect(check.pass).toBe(false);
  expect(check.message()).toMatch(says);
});

test('says both results', async () => {
  const { message } = await checkAgreement(softmax, naiveSoftmax, { ...rows, elements: 'finite' });
  expect(message()).toMatchInlineSnapshot(`
    "softmax does not agree with naiveSoftmax.
      x                float32[1, 1] all 89
      softmax(x)       float32[1, 1] ones
      naiveSoftmax(x)  float32[1, 1] all NaN
      apart            at [0, 0] 1, expected NaN
      found            in run 1 of 100, made simpler 4 times; { seed: 0, path: '0:0:4:6:2' } replays it
      code             const x = tf.fill([1, 1], 89, 'float32'); softmax(x)"
  `);
});

test.each<[string, unknown, string]>([
  ['a reference that is none', 3, 'reference must be'],
  ['a backend that is not there', { backend: 'webgpu' }, 'backend the string "webgpu" is not there'],
  ['a misspelt one', { backend: 'cpu', atol: 3 }, 'only option is backend'],
  [
    'both throwing at everything',
    () => {
      throw new Error('no');
    },
    'both throw',
  ],
])('refuses %s', async (_name, reference, says) => {
  const subject = (): never => {
    throw new Error('never');
  };
  await expect(judged(() => checkAgreement(subject, reference, rows))).rejects.toThrow(says);
});

test('tolerances are the user’s, where they are given', async () => {
  const near = (x: tf.Tensor): tf.Tensor => tf.mul(x, 1.001);
  await expect(near).toAgreeWith((x: tf.Tensor) => tf.clone(x), { ...rows, rtol: 0.01 });
  await expect(near).not.toAgreeWith((x: tf.Tensor) => tf.clone(x), { ...rows, rtol: 1e-4 });
});

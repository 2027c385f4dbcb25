import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import '../../../matchers/vitest.ts';
import { checkOutputRange } from '../../../src/training/behaviour/output-range.ts';
import {
  crossEntropy,
  images,
  normal,
  oneHot,
  smallCnn,
  SOUND,
} from '../../gradients/flow/sound-programs.ts';
import { scopeEachTest } from '../../scope-each-test.ts';
import { dense, mlp } from './programs.ts';

scopeEachTest({ variables: true });

type Loss = string | ((t: tf.Tensor, p: tf.Tensor) => tf.Tensor);
type Make = (seed: number) => { model: unknown; ys: tf.Tensor; xs?: tf.Tensor; loss: Loss };

const net = (
  units: number,
  activation: string,
  start: 'zeros' | 'glorotUniform' = 'glorotUniform',
): tf.Sequential =>
  mlp(
    dense(8, { inputShape: [4], activation: 'relu' }),
    dense(units, { kernelInitializer: start, ...(activation !== '' && { activation }) }),
  );
const numbers = (classes: number): tf.Tensor => tf.range(0, 8).mod(classes).expandDims(1);
const plainEntropy: Loss = (t, p) => t.mul(p.add(1e-7).log()).sum(-1).mean().neg();
const plainBinary: Loss = (t, p) =>
  t
    .mul(p.add(1e-7).log())
    .add(tf.sub(1, t).mul(tf.sub(1 + 1e-7, p).log()))
    .mean()
    .neg();
const squared: Loss = (t, p) => tf.losses.meanSquaredError(t, p);
const mixed = (s: number): tf.Tensor => tf.randomUniform([8, 4], -1, 1, 'float32', s);

const FAULTY: readonly (readonly [string, string, Make])[] = [
  [
    'F19: no softmax',
    'sums',
    () => ({ model: net(3, ''), ys: oneHot(8, 3), loss: 'categoricalCrossentropy' }),
  ],
  [
    'F20: softmax and logits',
    'softmax before logits',
    () => ({ model: net(3, 'softmax'), ys: oneHot(8, 3), loss: crossEntropy }),
  ],
  ['F21: relu', 'sums', () => ({ model: net(3, 'relu'), ys: oneHot(8, 3), loss: 'categoricalCrossentropy' })],
  [
    'F22: sigmoid',
    'sums',
    () => ({ model: net(3, 'sigmoid'), ys: oneHot(8, 3), loss: 'categoricalCrossentropy' }),
  ],
  [
    'two sigmoids that start at a half each',
    'sums',
    () => ({ model: net(2, 'sigmoid', 'zeros'), ys: oneHot(8, 2), loss: 'categoricalCrossentropy' }),
  ],
  [
    'sigmoid, and an entropy of the user',
    'sums',
    () => ({ model: net(3, 'sigmoid'), ys: oneHot(8, 3), loss: plainEntropy }),
  ],
  [
    'sigmoid and class numbers',
    'sums',
    () => ({ model: net(3, 'sigmoid'), ys: numbers(3), loss: 'sparseCategoricalCrossentropy' }),
  ],
  ['no sigmoid', 'outside', () => ({ model: net(1, ''), ys: numbers(2), loss: 'binaryCrossentropy' })],
  [
    'tanh, and a binary entropy of the user',
    'outside',
    () => ({ model: net(1, 'tanh'), ys: numbers(2), loss: plainBinary }),
  ],
  [
    'F29: relu, targets from -1 to 1',
    'unattainable',
    (s) => ({ model: net(4, 'relu'), ys: mixed(s), loss: squared }),
  ],
  [
    'sigmoid, targets up to 255',
    'unattainable',
    (s) => ({ model: net(4, 'sigmoid'), ys: mixed(s).abs().mul(255), loss: 'meanSquaredError' }),
  ],
  [
    'tanh, targets up to 255',
    'unattainable',
    (s) => ({ model: net(4, 'tanh'), ys: mixed(s).abs().mul(255), loss: 'meanAbsoluteError' }),
  ],
  [
    'sigmoid and binary cross-entropy, targets up to 255',
    'unattainable',
    (s) => ({ model: net(4, 'sigmoid'), ys: mixed(s).abs().mul(255), loss: 'binaryCrossentropy' }),
  ],
  [
    'a function that ends in a softplus',
    'unattainable',
    (s) => ({
      model: (x: tf.Tensor): tf.Tensor => tf.softplus(x).reshape([8, 4]),
      ys: mixed(s),
      loss: squared,
    }),
  ],
  [
    'a sigmoid that is stretched too little',
    'unattainable',
    (s) => ({
      model: (x: tf.Tensor): tf.Tensor => tf.sigmoid(x).mul(10).sub(5),
      ys: mixed(s).mul(100),
      loss: squared,
    }),
  ],
];

describe.each(FAULTY)('%s', (_name, problem, make) => {
  test.each([1, 2, 3, 4, 5])('is found, seed %i', async (seed) => {
    const { model, ys, xs = normal([8, 4], seed), loss } = make(seed);
    const before = tf.memory().numTensors;
    const check = await checkOutputRange(model, { xs, ys }, { loss, seed });
    expect(check.details.findings, JSON.stringify(check.details)).toMatchObject([{ problem }]);
    expect(check.message()).toContain('The output');
    expect(tf.memory().numTensors).toBe(before);
  });
});

const CLEAN: readonly (readonly [string, Make])[] = [
  ['softmax', () => ({ model: net(3, 'softmax'), ys: oneHot(8, 3), loss: 'categoricalCrossentropy' })],
  [
    'softmax and class numbers',
    () => ({ model: net(3, 'softmax'), ys: numbers(3), loss: 'sparseCategoricalCrossentropy' }),
  ],
  [
    'softmax, and an entropy of the user',
    () => ({ model: net(3, 'softmax'), ys: oneHot(8, 3), loss: plainEntropy }),
  ],
  ['softmax and squares', () => ({ model: net(3, 'softmax'), ys: oneHot(8, 3), loss: squared })],
  ['N11: logits', () => ({ model: net(3, ''), ys: oneHot(8, 3), loss: crossEntropy })],
  [
    'N11: several labels',
    (s) => ({
      model: net(3, 'sigmoid'),
      ys: mixed(s).slice([0, 0], [8, 3]).greater(0).cast('float32'),
      loss: 'binaryCrossentropy',
    }),
  ],
  [
    'one of several labels',
    () => ({ model: net(3, 'sigmoid'), ys: oneHot(8, 3), loss: 'binaryCrossentropy' }),
  ],
  [
    'several labels, and an entropy of the user',
    (s) => ({ model: net(4, 'sigmoid'), ys: mixed(s).greater(0).cast('float32'), loss: plainBinary }),
  ],
  [
    'labels and logits',
    () => ({ model: net(1, ''), ys: numbers(2), loss: (t, p) => tf.losses.sigmoidCrossEntropy(t, p) }),
  ],
  [
    'N11: a linear regression',
    (s) => ({ model: net(4, ''), ys: mixed(s).mul(100), loss: 'meanSquaredError' }),
  ],
  [
    'a linear output for two classes',
    () => ({ model: net(1, ''), ys: numbers(2), loss: 'meanSquaredError' }),
  ],
  [
    'relu and counts',
    (s) => ({ model: net(4, 'relu'), ys: mixed(s).abs().mul(9).round(), loss: 'meanAbsoluteError' }),
  ],
  [
    'exp and a Poisson loss',
    (s) => ({
      model: (x: tf.Tensor): tf.Tensor => tf.exp(x),
      ys: mixed(s).abs().mul(9).round(),
      loss: 'poisson',
    }),
  ],
  [
    'sigmoid and pixels',
    (s) => ({ model: net(4, 'sigmoid'), ys: mixed(s).abs(), loss: 'binaryCrossentropy' }),
  ],
  [
    'a sigmoid stretched to pixels',
    (s) => ({
      model: (x: tf.Tensor): tf.Tensor => tf.sigmoid(x).mul(255),
      ys: mixed(s).abs().mul(255),
      loss: squared,
    }),
  ],
  ['tanh and hinge', () => ({ model: net(1, 'tanh'), ys: numbers(2).mul(2).sub(1), loss: 'hinge' })],
  [
    'a sigmoid whose targets overshoot by noise',
    (s) => ({ model: net(4, 'sigmoid'), ys: mixed(s).greater(0).cast('float32').mul(1.001), loss: squared }),
  ],
];

describe.each(CLEAN)('%s', (_name, make) => {
  test.each([1, 2, 3, 4, 5])('fits, seed %i', async (seed) => {
    const { model, ys, xs = normal([8, 4], seed), loss } = make(seed);
    const before = tf.memory().numTensors;
    const check = await checkOutputRange(model, { xs, ys }, { loss, seed });
    expect(check.pass, check.message()).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe.each(SOUND)('%s', (_name, make) => {
  test.each([1, 2, 3])('fits, seed %i', async (seed) => {
    const { subject, data, options } = make(seed);
    if (!('xs' in (data as object))) return;
    const check = await checkOutputRange(subject, data as never, { loss: options?.loss, seed });
    expect(check.pass, check.message()).toBe(true);
  });
});

test('a range and sums that the user states', async () => {
  const model = smallCnn(1);
  const xs = images(4, 1);
  await expect(model).not.toHaveOutputRange({ xs }, { range: [0, 1] });
  await expect((x: tf.Tensor) => tf.softmax(x)).toHaveOutputRange(
    { xs: normal([4, 3], 1) },
    { range: [0, 1], sums: 1 },
  );
  await expect((x: tf.Tensor) => tf.sigmoid(x)).not.toHaveOutputRange({ xs: normal([4, 3], 1) }, { sums: 1 });
});

test('the loss and the weights of a compiled model', async () => {
  const model = net(3, 'sigmoid');
  model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
  const before = model.getWeights().map((each) => each.arraySync());
  const check = await checkOutputRange(model, { xs: normal([8, 4], 1), ys: oneHot(8, 3) });
  expect(check.pass).toBe(false);
  expect(model.getWeights().map((each) => each.arraySync())).toEqual(before);
  model.optimizer.dispose();
});

test('says so', async () => {
  const model = mlp(dense(4, { inputShape: [4], activation: 'relu', name: 'decoded' }));
  const ys = tf.tensor2d([[-1, 0, 0.5, 1]]);
  const check = await checkOutputRange(model, { xs: tf.ones([1, 4]), ys }, { loss: 'meanSquaredError' });
  expect(check.message().replace(/:\d+:\d+/g, ':l:c')).toMatchInlineSnapshot(`
    "The output can't reach the targets, whatever its weights are.
      targets     -1 to 1, 25 % of them out of reach
      attainable  [0, Infinity]
      last bound  _FusedMatMul in decoded
      hint: scale the targets into that range, or end with another activation; a linear one reaches all."
  `);
});

test.each<[string, object, string]>([
  ['a range of one number', { range: [1] }, 'range must be [min, max]'],
  ['a range the wrong way round', { range: [1, 0] }, 'range must be [min, max]'],
  ['sums that are no number', { sums: '1' }, 'sums must be'],
  ['no loss', {}, 'loss'],
])('refuses %s', async (_name, options, text) => {
  const data = { xs: tf.ones([2, 4]), ys: tf.ones([2, 3]) };
  await expect(checkOutputRange((x: tf.Tensor) => x, data, options)).rejects.toThrow(text);
});

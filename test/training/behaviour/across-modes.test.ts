import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import '../../../matchers/vitest.ts';
import { checkAcrossModes } from '../../../src/training/behaviour/across-modes.ts';
import { normal } from '../../gradients/flow/sound-programs.ts';
import { scopeEachTest } from '../../scope-each-test.ts';
import { dense, mlp, SOUND_PREDICTORS } from './programs.ts';

scopeEachTest({ variables: true });

describe.each(SOUND_PREDICTORS)('%s', (_name, make) => {
  test.each([1, 2, 3, 4, 5])('agrees, seed %i', async (seed) => {
    const { subject, xs } = make(seed);
    if (typeof subject === 'function') return;
    const before = tf.memory().numTensors;
    const check = await checkAcrossModes(subject, { xs }, { seed });
    expect(check.pass, check.message()).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });
});

type Call = (x: tf.Tensor, training: boolean) => tf.Tensor;

class Custom extends tf.layers.Layer {
  static className = 'Custom';
  readonly run: Call;
  constructor(run: Call, name: string) {
    super({ name });
    this.run = run;
  }
  override call(x: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor {
    return this.run(Array.isArray(x) ? (x[0] as tf.Tensor) : x, kwargs['training'] === true);
  }
}

const withLayer = (run: Call): tf.Sequential =>
  mlp(dense(8, { inputShape: [4] }), new Custom(run, 'custom'), dense(2));

test.each<[string, string, Call]>([
  ['a factor in training only', 'undeclared', (x, training) => (training ? x.mul(2) : x)],
  ['an activation at inference only', 'undeclared', (x, training) => (training ? x : tf.relu(x))],
  ['dropout that is active at inference', 'random', (x) => tf.dropout(x, 0.5)],
  ['dropout the wrong way round', 'random', (x, training) => (training ? x : tf.dropout(x, 0.5))],
])('%s is found, in its layer', async (_name, problem, run) => {
  const check = await checkAcrossModes(withLayer(run), { xs: normal([8, 4], 1) });
  expect(check.details.findings[0]).toMatchObject({ problem, layer: 'custom' });
  await expect(withLayer(run)).not.toAgreeAcrossModes({ xs: normal([8, 4], 1) });
});

test('a custom layer that draws in training is declared by that', async () => {
  const check = await checkAcrossModes(
    withLayer((x, training) => (training ? x.add(tf.randomNormal(x.shape)) : x)),
    { xs: normal([8, 4], 1) },
  );
  expect(check).toMatchObject({ pass: true, details: { declared: ['custom'] } });
});

test('a dropout that never drops', async () => {
  const layer = tf.layers.dropout({ rate: 0.5, name: 'drop' });
  layer.call = (x: tf.Tensor | tf.Tensor[]): tf.Tensor => (Array.isArray(x) ? (x[0] as tf.Tensor) : x);
  const model = mlp(dense(64, { inputShape: [4] }), layer, dense(2));
  const check = await checkAcrossModes(model, { xs: normal([8, 4], 1) });
  expect(check.details.findings).toMatchObject([{ problem: 'inert', layer: 'drop' }]);
});

type Forward = (x: tf.Tensor, options: { training: boolean }) => tf.Tensor;

test.each<[string, Forward, boolean]>([
  ['a factor', (x, { training }) => (training ? x.mul(2) : x), false],
  ['noise', (x, { training }) => (training ? x.add(tf.randomNormal(x.shape)) : x), true],
  ['nothing', (x, options) => (Object.keys(options).length === 1 ? x.neg() : x), true],
])('a function with %s in training', async (_name, subject, pass) => {
  const before = tf.memory().numTensors;
  const xs = normal([8, 4], 1);
  expect((await checkAcrossModes(subject, { xs })).pass).toBe(pass);
  expect(tf.memory().numTensors).toBe(before + 1);
});

test('says so', async () => {
  const check = await checkAcrossModes(
    withLayer((x, training) => (training ? x.add(2) : x)),
    { xs: tf.ones([2, 4]) },
  );
  expect(check.message()).toMatchInlineSnapshot(`
    "Training gives something else than inference, though nothing says so, in custom.
      custom  differs by up to 2
      hint: what differs should draw at random (dropout, noise) or go by batch statistics (batch norm); a factor or a branch on the training flag should be in both modes."
  `);
});

test('refuses what has one mode', async () => {
  await expect(checkAcrossModes(tf.neg, { xs: tf.ones([2, 4]) })).rejects.toThrow('two modes');
});

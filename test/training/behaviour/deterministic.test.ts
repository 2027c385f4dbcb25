import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import '../../../matchers/vitest.ts';
import { seeded } from '../../../src/random/seeded.ts';
import { checkDeterminism } from '../../../src/training/behaviour/deterministic.ts';
import { normal } from '../../gradients/flow/sound-programs.ts';
import { scopeEachTest } from '../../scope-each-test.ts';
import { dense, mlp, SOUND_PREDICTORS } from './programs.ts';

scopeEachTest({ variables: true });

describe.each(SOUND_PREDICTORS)('%s', (_name, make) => {
  test.each([1, 2, 3, 4, 5])('is deterministic at inference, seed %i', async (seed) => {
    const { subject, xs } = make(seed);
    const before = tf.memory().numTensors;
    const check = await checkDeterminism(subject, { xs }, { seed });
    expect(check.pass, check.message()).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });
});

class Always extends tf.layers.Layer {
  static className = 'Always';
  override call(x: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.dropout(Array.isArray(x) ? (x[0] as tf.Tensor) : x, 0.5);
  }
}

test('dropout that is active at inference, and where', async () => {
  const model = mlp(dense(6, { inputShape: [4], name: 'first' }), new Always({ name: 'drop' }), dense(2));
  const check = await checkDeterminism(model, { xs: normal([8, 4], 1) });
  expect(check.details.random).toMatchObject([{ elements: 16 }]);
  expect(check.details.origin).toMatchObject({ part: 'drop' });
  await expect(model).not.toBeDeterministic({ xs: normal([8, 4], 1) });
});

type Forward = (x: tf.Tensor, options: { training: boolean }) => tf.Tensor;
const sampled =
  (draw: (shape: number[]) => tf.Tensor): Forward =>
  (x, { training }) =>
    training ? x.add(draw(x.shape)) : x.neg().neg();

test.each<[string, unknown]>([
  ['noise of a fixed seed', sampled((shape) => tf.randomNormal(shape, 0, 1, 'float32', 7))],
  ['noise that is seeded in each call', sampled((shape) => seeded(7, () => tf.truncatedNormal(shape)))],
  ['a dropout with a fixed seed', mlpWith({ seed: 7 })],
])('%s is the same in every step', async (_name, make) => {
  const subject = typeof make === 'function' && make.length === 0 ? (make as () => unknown)() : make;
  const check = await checkDeterminism(subject, { xs: normal([8, 4], 1) });
  expect(check.details.fixed).toHaveLength(1);
  expect(check.message()).toContain('the same in every pass');
});

function mlpWith(extra: object): () => tf.Sequential {
  return () => mlp(dense(6, { inputShape: [4] }), tf.layers.dropout({ rate: 0.5, ...extra }), dense(2));
}

test.each<[string, unknown]>([
  ['noise that is drawn anew', sampled((shape) => tf.randomNormal(shape))],
  [
    'a projection that was drawn once and for all',
    (x: tf.Tensor): tf.Tensor => tf.matMul(x, tf.randomNormal([4, 5], 0, 1, 'float32', 7)),
  ],
])('%s is sound', async (_name, subject) => {
  const check = await checkDeterminism(subject, { xs: normal([8, 4], 1) });
  expect(check.pass, check.message()).toBe(true);
});

test('a forward pass of training without a mode may draw', async () => {
  const subject = (x: tf.Tensor): tf.Tensor => x.add(tf.randomNormal(x.shape));
  const data = { xs: normal([8, 4], 1) };
  await expect(subject).not.toBeDeterministic(data);
  await expect(subject).toBeDeterministic(data, { modes: 'training' });
  const fixed = (x: tf.Tensor): tf.Tensor => x.add(tf.randomNormal(x.shape, 0, 1, 'float32', 3));
  await expect(fixed).not.toBeDeterministic(data, { modes: 'training' });
});

test('an inference pass that moves a weight', async () => {
  const mean = tf.variable(tf.zeros([4]), false, 'average');
  const subject = (x: tf.Tensor): tf.Tensor => {
    mean.assign(mean.mul(0.9).add(x.mean(0).mul(0.1)));
    return x.sub(mean);
  };
  const check = await checkDeterminism(subject, { xs: normal([8, 4], 1) });
  expect(check.details.moved).toEqual(['average']);
  expect(check.message()).toContain('moves weights');
  expect(mean.arraySync()).toEqual([0, 0, 0, 0]);
});

test('says so', async () => {
  const subject = (x: tf.Tensor): tf.Tensor => x.add(tf.randomNormal(x.shape));
  const check = await checkDeterminism(subject, { xs: tf.ones([2, 2]) });
  expect(check.message().replace(/:\d+:\d+/g, ':l:c')).toMatchInlineSnapshot(`
    "Two inference passes on the same input differ, in the output.
      output    4 of 4 elements differ, by up to 1.486 (expected: not one bit)
      first at  Add, at test/training/behaviour/deterministic.test.ts:l:c
      hint: usual causes: dropout or noise that does not look at the training flag."
  `);
});

test('refuses a mode that there is not', async () => {
  const check = checkDeterminism(tf.neg, { xs: tf.ones([2, 2]) }, { modes: 'train' as never });
  await expect(check).rejects.toThrow("did you mean 'training'");
});

import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import type { TakenGradient } from '../../../src/engine/gradient-calls.ts';
import { allowLeaks } from '../../../src/plugin/leak-guard.ts';
import { checkStepModes, checkStepNoise, modelsOf } from '../../../src/training/sanity/step-noise.ts';
import { checkTrainSanely } from '../../../src/training/sanity/sanity.ts';
import { normal } from '../../gradients/flow/sound-programs.ts';
import { scopeEachTest } from '../../scope-each-test.ts';

scopeEachTest({ variables: true });

const taken = (loss: () => tf.Tensor): TakenGradient[] => [{ loss, variables: [] }];

describe('noise in the losses of a step', () => {
  const noisy =
    (draw: () => tf.Tensor): (() => tf.Tensor) =>
    () =>
      draw().square().mean();

  test.each<[string, () => tf.Tensor, string]>([
    ['a normal one', () => tf.randomNormal([8], 0, 1, 'float32', 7), 'randomNormal'],
    ['a uniform one', () => tf.randomUniform([8], 0, 1, 'float32', 7), 'randomUniform'],
    ['of a dropout', () => tf.dropout(tf.ones([8]), 0.5, undefined, 7), 'randomUniform'],
  ])('%s that has a seed is the same each time', async (_, draw, op) => {
    const { pass, details, message } = await checkStepNoise(taken(noisy(draw)), 0);
    expect(pass).toBe(false);
    expect(details.fixed).toMatchObject([{ op, shape: [8] }]);
    expect(details.fixed[0]?.line).toMatch(/step-noise\.test\.ts/u);
    expect(message()).toContain('the same in every pass');
  });

  test('that is drawn anew is as it should be, and one number is no noise', async () => {
    const anew = noisy(() => tf.randomNormal([8]));
    const one = noisy(() => tf.randomNormal([1], 0, 1, 'float32', 7));
    const { pass, details } = await checkStepNoise([...taken(anew), ...taken(one)], 0);
    expect([pass, details.fixed, details.drawnInTraining]).toEqual([true, [], 1]);
  });
});

describe('layers that act in training only', () => {
  const network = (rate = 0.5): tf.Sequential =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 32, inputShape: [4] }),
        tf.layers.dropout({ rate, name: 'drop' }),
        tf.layers.dense({ units: 1 }),
      ],
    });
  const lossOf =
    (model: tf.Sequential, training: boolean): (() => tf.Tensor) =>
    () =>
      (model.apply(normal([16, 4], 1), { training }) as tf.Tensor).square().mean();

  test.each([
    [true, []],
    [false, [{ problem: 'inert', layer: 'drop' }]],
  ])('in a loss with training: %s', async (training, findings) => {
    const model = network();
    const check = await checkStepModes(taken(lossOf(model, training)), model, 0);
    expect(check.details.findings).toMatchObject(findings);
    expect(check.pass).toBe(training);
  });

  test('of two losses it is enough that they act in one', async () => {
    const model = network();
    const both = [...taken(lossOf(model, false)), ...taken(lossOf(model, true))];
    expect((await checkStepModes(both, [model], 0)).pass).toBe(true);
  });

  test('are not missed where they would drop next to nothing, nor where they do not run', async () => {
    const model = network(0.01);
    expect((await checkStepModes(taken(lossOf(model, false)), model, 0)).pass).toBe(true);
    const other = network();
    expect((await checkStepModes(taken(lossOf(model, false)), { other }, 0)).pass).toBe(true);
  });

  test('a step that forgets training: true is found by the battery', async () => {
    allowLeaks(1); // the rate of sgd
    const model = network();
    const optimizer = tf.train.sgd(0.01);
    const step =
      (training: boolean): (() => unknown) =>
      () =>
        optimizer.minimize(lossOf(model, training) as () => tf.Scalar);
    const found = async (training: boolean): Promise<string[]> =>
      (await checkTrainSanely(step(training), model, { budget: 50_000 })).details.findings.map(({ check }) => check);
    expect(await found(false)).toContain('toAgreeAcrossModes');
    expect(await found(true)).not.toContain('toAgreeAcrossModes');
  }); // prettier-ignore
});

test('models are those that have something to train, by themselves, in a list or by name', () => {
  const made = (trainable: boolean): tf.Sequential => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
    model.trainable = trainable;
    return model;
  };
  const [own, frozen] = [made(true), made(false)];
  const variable = tf.variable(tf.zeros([2]));
  expect(modelsOf(own)).toEqual([own]);
  expect(modelsOf([frozen, own, variable])).toEqual([own]);
  expect(modelsOf({ generator: own, backbone: frozen })).toEqual([own]);
  expect(modelsOf(variable)).toEqual([]);
});

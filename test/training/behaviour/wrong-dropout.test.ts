import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import { checkAcrossModes } from '../../../src/training/behaviour/across-modes.ts';
import { normal } from '../../gradients/flow/sound-programs.ts';
import { scopeEachTest } from '../../scope-each-test.ts';
import { dense, mlp } from './programs.ts';

scopeEachTest({ variables: true });

type Drop = (x: tf.Tensor, training: boolean) => tf.Tensor;

class OwnDropout extends tf.layers.Layer {
  static className = 'OwnDropoutOfTests';
  readonly drop: Drop;
  constructor(drop: Drop) {
    super({ name: 'drop' });
    this.drop = drop;
  }
  override call(x: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor {
    return tf.tidy(() => this.drop([x].flat()[0] as tf.Tensor, kwargs['training'] === true));
  }
}

const kept = (x: tf.Tensor, share: number): tf.Tensor => tf.randomUniform(x.shape).less(share).toFloat();
const own =
  (share: number, factor: number): Drop =>
  (x, training) =>
    training ? x.mul(kept(x, share)).mul(factor) : x.clone();

/** 24 samples of 32 units: enough to tell a rate by. */
const look = (layer: tf.layers.Layer): ReturnType<typeof checkAcrossModes> =>
  checkAcrossModes(mlp(dense(32, { inputShape: [4] }), layer, dense(2)), { xs: normal([24, 4], 1) });

describe('dropout that is not what it should be', () => {
  test.each<[string, Drop, string, number, number]>([
    ['does not scale what it leaves', own(0.6, 1), 'unscaled', 0.4, 1],
    ['scales by the rate in place of the share that is kept', own(0.75, 1 / 0.25), 'unscaled', 0.25, 4],
    ['makes what it leaves smaller', own(0.5, 0.5), 'unscaled', 0.5, 0.5],
    ['takes the share that is kept for the rate', own(0.1, 10), 'drops most', 0.9, 10],
    [
      'selects without scaling',
      (x, training) => (training ? tf.where(kept(x, 0.6).cast('bool'), x, tf.zerosLike(x)) : x.clone()),
      'unscaled',
      0.4,
      1,
    ],
    [
      'divides by what is not the share',
      (x, training) => (training ? x.mul(kept(x, 0.5)).div(2) : x.clone()),
      'unscaled',
      0.5,
      0.5,
    ],
  ])('%s', async (_, drop, problem, dropped, factor) => {
    const { pass, details, message } = await look(new OwnDropout(drop));
    expect(pass).toBe(false);
    const [finding] = details.findings;
    expect(finding).toMatchObject({ problem, layer: 'drop' });
    expect(finding?.dropout?.dropped).toBeCloseTo(dropped, 1);
    expect(finding?.dropout?.factor).toBeCloseTo(factor, 4);
    expect(message()).toContain('drop');
  });

  test('of a layer of TensorFlow.js with a rate that is too high', async () => {
    const { details } = await look(tf.layers.dropout({ rate: 0.9, name: 'most' }));
    expect(details.findings).toMatchObject([{ problem: 'drops most', layer: 'most' }]);
  });

  test.each<[string, () => tf.layers.Layer]>([
    ['that scales by the share it keeps', () => new OwnDropout(own(0.6, 1 / 0.6))],
    ['of a rate of 0.5', () => tf.layers.dropout({ rate: 0.5 })],
    ['of a rate of 0.02', () => tf.layers.dropout({ rate: 0.02 })],
    ['that adds noise', () => tf.layers.gaussianNoise({ stddev: 0.5 })],
    ['that multiplies by noise', () => tf.layers.gaussianDropout({ rate: 0.3 })],
    ['whose inference scales instead', () => new OwnDropout((x, training) => (training ? x.mul(kept(x, 0.6)) : x.mul(0.6)))],
  ])('is left in peace: one %s', async (_, layer) => {
    const wrong = (await look(layer())).details.findings.filter(({ dropout }) => dropout !== undefined);
    expect(wrong).toEqual([]);
  }); // prettier-ignore

  test('is not what a mask of padding is, which drops at inference, too', async () => {
    const mask = kept(tf.zeros([24, 32]), 0.5);
    const { details } = await look(new OwnDropout((x) => x.mul(mask)));
    expect(details.findings.filter(({ dropout }) => dropout !== undefined)).toEqual([]);
  });

  test('nor what few elements show', async () => {
    const model = mlp(dense(4, { inputShape: [4] }), new OwnDropout(own(0.6, 1)), dense(2));
    const { details } = await checkAcrossModes(model, { xs: normal([8, 4], 1) });
    expect(details.findings).toEqual([]);
  });
});

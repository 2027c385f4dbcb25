import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import { allowLeaks } from '../../../src/plugin/leak-guard.ts';
import { checkLowerLoss } from '../../../src/training/steps/lower-loss.ts';
import { scopeEachTest } from '../../scope-each-test.ts';

scopeEachTest({ variables: true });

/** An sgd optimizer keeps its learning rate as a tensor that no scope frees. */
function sgd(rate: number): tf.Optimizer {
  allowLeaks(1);
  return tf.train.sgd(rate);
}

function regression(seed: number): { readonly w: tf.Variable; readonly loss: () => tf.Scalar } {
  const w = tf.variable(tf.randomNormal([4, 2], 0, 0.5, 'float32', seed));
  const xs = tf.randomNormal([16, 4], 0, 1, 'float32', seed + 1);
  const ys = tf.randomNormal([16, 2], 0, 1, 'float32', seed + 2);
  return { w, loss: () => tf.losses.meanSquaredError(ys, tf.matMul(xs, w)).asScalar() };
}

describe('what a step does to its loss', () => {
  test.each([0, 1, 2, 3, 4])('a sound step lowers it, seed %i', async (seed) => {
    const { loss } = regression(seed);
    for (const optimizer of [sgd(0.1), tf.train.adam(0.01), tf.train.momentum(0.05, 0.9)]) {
      const { pass, details } = await checkLowerLoss(() => optimizer.minimize(loss));
      expect(details.verdict).toBe('falls');
      expect(pass).toBe(true);
      optimizer.dispose();
    }
  });

  test('an asynchronous step that frees its data as it goes', async () => {
    const w = tf.variable(tf.ones([3]));
    const optimizer = sgd(0.1);
    const step = async (): Promise<void> => {
      const x = tf.ones([3]);
      await Promise.resolve();
      optimizer.minimize(() => w.mul(x).square().sum());
      x.dispose();
    };
    expect((await checkLowerLoss(step)).details.verdict).toBe('falls');
  });

  test('a rate that is too high makes it rise, or more', async () => {
    const { loss } = regression(1);
    const verdicts = [];
    for (const rate of [3, 300]) {
      const optimizer = sgd(rate);
      const { pass, details } = await checkLowerLoss(() => optimizer.minimize(loss));
      expect(pass).toBe(false);
      verdicts.push(details.verdict);
    }
    expect(verdicts).toEqual(['rises', 'diverges']);
  });

  test('an update of the wrong sign makes it rise', async () => {
    const { w, loss } = regression(2);
    const step = (): void => {
      const { value, grads } = tf.variableGrads(loss);
      w.assign(w.add(grads[w.name]?.mul(0.5) ?? w));
      tf.dispose([value, grads]);
    };
    expect((await checkLowerLoss(() => { tf.tidy(step); })).details.verdict).toBe('rises'); // prettier-ignore
  });

  test('a loss whose sign is wrong runs away', async () => {
    const { loss } = regression(3);
    const optimizer = sgd(0.1);
    const { details, message } = await checkLowerLoss(() =>
      optimizer.minimize(() => loss().neg().asScalar()),
    );
    expect(details.verdict).toBe('runs away');
    expect(message()).toMatchInlineSnapshot(`
      "The loss is below zero and falls faster and faster over 24 steps.
        at the start    -1.2504464
        after 6 steps   -3.4900553
        after 12 steps  -13.4722185
        after 18 steps  -59.40072
        after 24 steps  -275.3083
        hint: nothing holds such a loss: is its sign, or that of a part of it, wrong?"
    `);
  });

  test('a loss below zero that has a floor does not', async () => {
    const w = tf.variable(tf.tensor1d([1, 0.2]));
    const optimizer = sgd(0.2);
    const toward = tf.tensor1d([0, 1]);
    const cosine = (): tf.Scalar => w.mul(toward).sum().div(w.norm()).neg().asScalar();
    expect((await checkLowerLoss(() => optimizer.minimize(cosine))).details.verdict).toBe('falls');
  });

  test('a step that changes nothing leaves it flat', async () => {
    const { loss } = regression(4);
    const step = (): void => {
      const { value, grads } = tf.variableGrads(loss);
      tf.dispose([value, grads]);
    };
    const { pass, details } = await checkLowerLoss(step);
    expect([pass, details.verdict]).toEqual([false, 'flat']);
  });

  test.each([1e-7, 1e-6])('a rate of %d makes it crawl, where a usual step lowers it well', async (rate) => {
    const { loss } = regression(5);
    const optimizer = sgd(rate);
    const { pass, details } = await checkLowerLoss(() => optimizer.minimize(loss));
    expect([pass, details.verdict]).toEqual([false, 'crawls']);
    expect(details.usual?.fall).toBeGreaterThan(0.001);
  });

  test('so do gradients that are clipped to next to nothing', async () => {
    const { loss } = regression(5);
    const optimizer = sgd(0.1);
    const step = (): void => {
      tf.tidy(() => {
        const { grads } = tf.variableGrads(loss);
        const clipped = Object.entries(grads).map(([name, each]) => [name, each.clipByValue(-1e-6, 1e-6)]);
        optimizer.applyGradients(Object.fromEntries(clipped) as tf.NamedTensorMap);
      });
    };
    expect((await checkLowerLoss(step)).details.verdict).toBe('crawls');
  });

  test.each<[string, (step: number) => number, string]>([
    ['with each step, to next to nothing', (step) => 0.1 * 0.01 ** step, 'stalls'],
    ['to zero, when a schedule is over', (step) => Math.max(0, 0.1 * (1 - step / 6)), 'stalls'],
    ['a little', (step) => 0.05 * 0.97 ** step, 'falls'],
  ])('a rate that shrinks %s', async (_, rateAt, verdict) => {
    const { w, loss } = regression(2);
    let taken = 0;
    const { details, message } = await checkLowerLoss(() => {
      tf.tidy(() => {
        const { grads } = tf.variableGrads(loss, [w]);
        w.assign(w.sub(tf.mul(grads[w.name] as tf.Tensor, rateAt(taken++))));
      });
    });
    expect(details.verdict).toBe(verdict);
    if (verdict === 'stalls') expect(message()).toMatch(/one usual step {2}would lower it by/u);
  });

  test('a loss at its minimum does not crawl, whatever the rate', async () => {
    const w = tf.variable(tf.zeros([3]));
    const optimizer = sgd(1e-7);
    const loss = (): tf.Scalar => w.sub(1e-7).square().sum().add(1).asScalar();
    const { details } = await checkLowerLoss(() => optimizer.minimize(loss));
    expect([details.verdict, details.usual]).toEqual(['flat', undefined]);
  });

  test('steps that go too far leave it higher all along', async () => {
    const xs = tf.randomNormal<tf.Rank.R2>([16, 4], 0, 1, 'float32', 1);
    const ys = tf.oneHot(tf.range(0, 16, 1, 'int32').mod(tf.scalar(3, 'int32')), 3);
    const [a, b] = [
      tf.variable(tf.randomNormal<tf.Rank.R2>([4, 8], 0, 0.5, 'float32', 2)),
      tf.variable(tf.randomNormal<tf.Rank.R2>([8, 3], 0, 0.5, 'float32', 3)),
    ];
    const loss = (): tf.Scalar => tf.losses.softmaxCrossEntropy(ys, xs.matMul(a).relu().matMul(b));
    const optimizer = tf.train.adam(30);
    const { pass, details, message } = await checkLowerLoss(() => optimizer.minimize(loss), { steps: 8 });
    optimizer.dispose();
    expect([pass, details.verdict]).toEqual([false, 'overshoots']);
    expect(message()).toMatch(/one usual step {2}lowers it by .* a share of 0\.01/u);
  });

  describe('a variable that does not move against its gradient', () => {
    const updated = (
      weights: readonly tf.Variable[],
      loss: () => tf.Scalar,
      move: (gradient: (weight: tf.Variable | undefined) => tf.Tensor, weight: tf.Variable) => tf.Tensor,
    ): (() => void) => {
      return () => {
        tf.tidy(() => {
          const { grads } = tf.variableGrads(loss, [...weights]);
          const gradient = (weight: tf.Variable | undefined): tf.Tensor =>
            grads[weight?.name ?? ''] as tf.Tensor;
          for (const weight of weights) weight.assign(weight.sub(move(gradient, weight).mul(0.02)));
        });
      };
    };
    const twoLayers = (): {
      weights: readonly [tf.Variable, tf.Variable, tf.Variable];
      loss: () => tf.Scalar;
    } => {
      const xs = tf.randomNormal<tf.Rank.R2>([16, 4], 0, 1, 'float32', 1);
      const ys = xs.sum(1, true);
      const weights = [0, 1].map((i) =>
        tf.variable(tf.randomNormal<tf.Rank.R2>([4, 4], 0, 0.5, 'float32', 2 + i)),
      );
      const [a, b] = weights as [tf.Variable<tf.Rank.R2>, tf.Variable<tf.Rank.R2>];
      const bias = tf.variable(tf.zeros([1]));
      const loss = (): tf.Scalar =>
        xs.matMul(a).tanh().matMul(b).sum(1, true).add(bias).sub(ys).square().mean();
      return { weights: [a, b, bias], loss };
    };

    test('climbs, though the loss falls', async () => {
      const { weights, loss } = twoLayers();
      const step = updated(weights, loss, (of, each) => (each === weights[2] ? of(each).neg() : of(each)));
      const { pass, details, message } = await checkLowerLoss(step);
      expect(pass).toBe(false);
      expect(details.climbing).toEqual([{ name: weights[2].name, cosine: -1, follows: undefined }]);
      expect(message()).toContain('moves uphill: the cosine of its move with the way down is -1');
    });

    test('follows another gradient, where two were mixed up', async () => {
      const { weights, loss } = twoLayers();
      const [a, b] = weights;
      const step = updated(weights, loss, (of, each) => of(each === a ? b : each === b ? a : each));
      const { details } = await checkLowerLoss(step);
      expect(details.climbing.map(({ name, follows }) => [name, follows])).toContainEqual([a.name, b.name]);
    });

    test('is none where every variable moves as it should, nor where an optimizer rolls on', async () => {
      const { weights, loss } = twoLayers();
      expect((await checkLowerLoss(updated(weights, loss, (of, each) => of(each)))).details.climbing).toEqual(
        [],
      );
      const optimizer = tf.train.momentum(0.3, 0.95);
      allowLeaks(2); // its rate and its momentum
      const step = (): unknown => optimizer.minimize(loss);
      for (let i = 0; i < 7; i++) step();
      expect((await checkLowerLoss(step)).details.climbing).toEqual([]);
      optimizer.dispose();
    });
  });

  test('two losses against each other are not judged by one of them', async () => {
    const [a, b] = [tf.variable(tf.scalar(1)), tf.variable(tf.scalar(0.5))];
    const optimizer = sgd(0.5);
    const game = (): tf.Scalar => a.mul(b).asScalar();
    const step = (): void => {
      optimizer.minimize(game, false, [a]);
      optimizer.minimize(() => game().neg().asScalar(), false, [b]);
    };
    const { pass, details } = await checkLowerLoss(step);
    expect([pass, details.verdict]).toEqual([true, 'unclear']);
  });
});

test('everything is as it was, and nothing is left', async () => {
  const { w, loss } = regression(5);
  const optimizer = tf.train.adam(0.1);
  const [values, tensors] = [w.dataSync().slice(), tf.memory().numTensors];
  await checkLowerLoss(() => optimizer.minimize(loss, true));
  expect(w.dataSync()).toEqual(values);
  expect(tf.memory().numTensors).toBe(tensors);
  await expect(
    checkLowerLoss(() => {
      optimizer.minimize(loss);
      throw new Error('the data set is empty');
    }),
  ).rejects.toThrow('the data set is empty');
  expect(w.dataSync()).toEqual(values);
  expect(tf.memory().numTensors).toBe(tensors);
  optimizer.dispose();
});

describe('refusals', () => {
  test('what is no step, or takes no gradient', async () => {
    await expect(checkLowerLoss(3 as never)).rejects.toThrow('received must be a training step');
    await expect(checkLowerLoss(() => tf.scalar(1))).rejects.toThrow('takes none');
  });

  test('options that are none', async () => {
    await expect(checkLowerLoss(() => 1, { steps: 0 })).rejects.toThrow(
      'steps must be a whole number from 1',
    );
    await expect(checkLowerLoss(() => 1, { stepz: 3 } as never)).rejects.toThrow("did you mean 'steps'?");
  });
});

import * as tf from '@tensorflow/tfjs-node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { variablesOf } from '../../../src/subject/weight-selection.ts';
import { allowLeaks } from '../../../src/plugin/leak-guard.ts';
import { checkFrozen } from '../../../src/training/steps/frozen.ts';
import { checkUpdates } from '../../../src/training/steps/updates.ts';

/** Layers of one name are numbered as they are made. */
function bareName({ name }: { readonly name: string }): string {
  return name.replace(/_\d+$/u, '');
}

interface Scene {
  readonly model: tf.Sequential;
  readonly xs: tf.Tensor;
  readonly ys: tf.Tensor;
}

beforeEach(() => {
  // Each sgd optimizer keeps its learning rate as a tensor that no scope frees.
  allowLeaks(3);
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
  tf.disposeVariables();
});

function scene(seed = 1): Scene {
  const kernel = (at: number): ReturnType<typeof tf.initializers.glorotUniform> =>
    tf.initializers.glorotUniform({ seed: seed * 10 + at });
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ name: 'first', units: 6, inputShape: [4], kernelInitializer: kernel(1) }),
      tf.layers.batchNormalization({ name: 'norm' }),
      tf.layers.dense({ name: 'last', units: 2, kernelInitializer: kernel(2) }),
    ],
  });
  return {
    model,
    xs: tf.randomNormal([16, 4], 2, 1, 'float32', seed),
    ys: tf.randomNormal([16, 2], 0, 1, 'float32', seed + 1),
  };
}

function stepOf(
  { model, xs, ys }: Scene,
  optimizer: tf.Optimizer,
  { training = true, only }: { training?: boolean; only?: tf.Variable[] } = {},
): () => tf.Scalar | null {
  return () =>
    optimizer.minimize(
      () => tf.losses.meanSquaredError(ys, model.apply(xs, { training }) as tf.Tensor).asScalar(),
      true,
      only,
    );
}

async function nothingRemains(model: tf.Sequential, run: () => Promise<unknown>): Promise<void> {
  const values = model.getWeights().map((weight) => weight.dataSync().slice());
  const tensors = tf.memory().numTensors;
  await run();
  expect(tf.memory().numTensors).toBe(tensors);
  expect(model.getWeights().map((weight) => weight.dataSync())).toEqual(values);
}

describe('checkUpdates', () => {
  test.each([
    ...[1, 2, 3, 4, 5].flatMap((seed) => [
      { name: `adam, seed ${seed}`, seed, optimizer: () => tf.train.adam(0.01) },
      { name: `sgd, seed ${seed}`, seed, optimizer: () => tf.train.sgd(0.01) },
    ]),
    { name: 'momentum', seed: 1, optimizer: () => tf.train.momentum(0.01, 0.9) },
    { name: 'rmsprop', seed: 1, optimizer: () => tf.train.rmsprop(0.01) },
    { name: 'adagrad', seed: 1, optimizer: () => tf.train.adagrad(0.01) },
    { name: 'adadelta', seed: 1, optimizer: () => tf.train.adadelta(0.1) },
    { name: 'adamax', seed: 1, optimizer: () => tf.train.adamax(0.01) },
  ])('a sound step passes, twice, and can go on: $name', async ({ seed, optimizer }) => {
    const made = scene(seed);
    const step = stepOf(made, optimizer());
    await nothingRemains(made.model, async () => {
      for (let i = 0; i < 2; i++) expect(await checkUpdates(step, made.model)).toMatchObject({ pass: true });
    });
    expect(step()?.dataSync()[0]).toBeGreaterThan(0);
  });

  test('the state of an optimizer already in use is put back', async () => {
    const [checked, plain] = [scene(), scene()];
    const [one, other] = [stepOf(checked, tf.train.adam(0.01)), stepOf(plain, tf.train.adam(0.01))];
    one();
    other();
    await checkUpdates(one, checked.model);
    expect(one()?.dataSync()).toEqual(other()?.dataSync());
    expect(one()?.dataSync()).toEqual(other()?.dataSync());
  });

  test('F46: gradients that are never applied', async () => {
    const { model, xs, ys } = scene();
    await nothingRemains(model, async () => {
      const check = await checkUpdates(() => {
        const { value, grads } = tf.variableGrads(() =>
          tf.losses.meanSquaredError(ys, model.apply(xs, { training: true }) as tf.Tensor).asScalar(),
        );
        tf.dispose(grads);
        return value;
      }, model);
      expect(check).toMatchObject({ pass: false, details: { applied: 0 } });
      expect(check.details.still.map(bareName)).toContain('last/kernel');
      expect(check.message()).toContain('no optimizer applied gradients');
    });
  });

  test('F48: trainable = true after compile', async () => {
    const { model, xs, ys } = scene();
    const [first] = model.layers;
    if (first) first.trainable = false;
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
    const step = async (): Promise<unknown> => model.trainOnBatch(xs, ys);
    expect((await checkUpdates(step, model)).pass).toBe(true);
    if (first) first.trainable = true;
    const check = await checkUpdates(step, model);
    expect(check.details.still.map(bareName)).toEqual(['first/kernel']);
    expect(check.message()).toContain('call compile() again');
    model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
    expect((await checkUpdates(step, model)).pass).toBe(true);
  });

  test.each([1, 2, 3, 4, 5])('F51: a learning rate of 1e-9, seed %i', async (seed) => {
    const made = scene(seed);
    for (const optimizer of [tf.train.sgd(1e-9), tf.train.adam(1e-9)]) {
      const check = await checkUpdates(stepOf(made, optimizer), made.model);
      expect(check.details.still.map(bareName)).toEqual(
        expect.arrayContaining(['first/kernel', 'last/kernel']),
      );
    }
  });

  test('moving averages that do not move are named, and can be excepted', async () => {
    const made = scene();
    const step = stepOf(made, tf.train.sgd(0.01), { training: false });
    const check = await checkUpdates(step, made.model);
    expect(check.details.still.map(bareName)).toEqual(['norm/moving_mean', 'norm/moving_variance']);
    expect((await checkUpdates(step, made.model, { except: /moving/ })).pass).toBe(true);
    expect((await checkUpdates(step, made.model, { except: 'norm' })).pass).toBe(true);
  });

  test('an embedding of which two rows are used moves', async () => {
    const table = tf.variable(tf.randomNormal([500, 4], 0, 1, 'float32', 1));
    const ids = tf.tensor1d([3, 7], 'int32');
    const step = (): tf.Scalar | null =>
      tf.train.sgd(0.1).minimize(() => tf.gather(table, ids).square().mean().asScalar(), true);
    expect(await checkUpdates(step, { table })).toMatchObject({
      pass: true,
      details: { moved: [{ name: 'table', moved: 8 }] },
    });
  });

  test('a bias before batch norm that is not zero is left out', async () => {
    const made = scene();
    made.model.layers[0]?.setWeights([tf.randomNormal([4, 6], 0, 1, 'float32', 3), tf.fill([6], 0.5)]);
    expect((await checkUpdates(stepOf(made, tf.train.sgd(0.01)), made.model)).pass).toBe(true);
  });

  test('weights that become NaN fail', async () => {
    const weight = tf.variable(tf.ones([2]), true, 'weight');
    const check = await checkUpdates(() => {
      weight.assign(tf.fill([2], NaN));
    }, [weight]);
    expect(check.message()).toContain('1 of 1 variable became NaN or Inf');
    expect([...weight.dataSync()]).toEqual([1, 1]);
  });
});

describe('checkFrozen', () => {
  test('F49: trainable = false does not stop moving averages', async () => {
    const made = scene();
    const [, norm] = made.model.layers;
    if (norm) norm.trainable = false;
    made.model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
    const step = async (): Promise<unknown> => made.model.trainOnBatch(made.xs, made.ys);
    await nothingRemains(made.model, async () => {
      const check = await checkFrozen(step, norm as unknown as { weights: [] });
      expect(check.details.moved.map(bareName)).toEqual(['norm/moving_mean', 'norm/moving_variance']);
      expect(check.message()).toContain('trainable = false does not stop');
    });
  });

  test.each([1, 2, 3, 4, 5])('N08: a frozen backbone stays, seed %i', async (seed) => {
    const made = scene(seed);
    const only = variablesOf(made.model.layers[2]) ?? [];
    expect(only).toHaveLength(2);
    const step = stepOf(made, tf.train.adam(0.01), { training: false, only });
    expect((await checkFrozen(step, [made.model.layers[0], made.model.layers[1]] as never)).pass).toBe(true);
    expect((await checkFrozen(step, only)).pass).toBe(false);
  });
});

describe.each([
  ['checkUpdates', checkUpdates],
  ['checkFrozen', checkFrozen],
] as const)('%s', (name, check) => {
  test('restores everything when the step throws', async () => {
    const made = scene();
    const optimizer = tf.train.adam(0.01);
    const step = stepOf(made, optimizer);
    await nothingRemains(made.model, async () => {
      const broken = (): void => {
        step()?.dispose();
        throw new Error('out of data');
      };
      await expect(check(broken, made.model)).rejects.toThrow('out of data');
    });
    const unfit = stepOf({ ...made, ys: tf.ones([3, 7]) }, optimizer);
    await nothingRemains(made.model, async () => {
      await expect(check(unfit, made.model)).rejects.toThrow(/shape/i);
    });
    step()?.dispose();
  });

  const weight = (): tf.Variable => tf.variable(tf.ones([2]));
  test.each([
    ['no function', 5, weight, {}, 'received must be a training step, got the number 5'],
    ['a promise', Promise.resolve(), weight, {}, 'got a promise'],
    ['no variables', () => 0, () => undefined, {}, 'variables must be'],
    ['a tensor', () => 0, () => tf.ones([2]), {}, 'variables must be'],
    ['an empty list', () => 0, () => [], {}, 'an array of length 0 without any'],
    ['a list of numbers', () => 0, () => [1], {}, 'the number 1 at 0'],
    ['no steps', () => 0, weight, { steps: 0 }, 'steps must be a whole number from 1'],
    ['a misspelt option', () => 0, weight, { step: 1 }, 'steps'],
    ['a bad seed', () => 0, weight, { seed: NaN }, 'seed'],
  ])('refuses %s', async (_, step, trained, options, message) => {
    const refused = check(step as () => unknown, trained() as never, options as never, name);
    await expect(refused).rejects.toThrow(message);
  });
});

import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import '../../../matchers/vitest.ts';
import { checkHealthyActivations } from '../../../src/training/inside/activations/healthy-activations.ts';
import { functional, images, normal, oneHot, smallCnn, SOUND } from '../../gradients/flow/sound-programs.ts';
import { scopeEachTest } from '../../scope-each-test.ts';

scopeEachTest({ variables: true });

const he = (seed: number): 'heNormal' => tf.initializers.heNormal({ seed }) as unknown as 'heNormal';
const constant = (value: number): 'zeros' => tf.initializers.constant({ value }) as unknown as 'zeros';

interface Parts {
  readonly activation?: 'relu' | 'tanh' | 'sigmoid' | 'elu' | 'selu' | 'softplus' | 'relu6' | 'linear';
  readonly then?: tf.layers.Layer;
  readonly bias?: number;
  readonly seed?: number;
  readonly last?: { units: number; activation?: 'softmax' | 'sigmoid' };
}

function network({
  activation = 'relu',
  then,
  bias = 0,
  seed = 1,
  last = { units: 3 },
}: Parts): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.dense({
        ...{ units: 24, inputShape: [8], activation },
        ...{ kernelInitializer: he(seed), biasInitializer: constant(bias) },
      }),
      ...(then === undefined ? [] : [then]),
      tf.layers.dense({ ...last, kernelInitializer: he(seed + 1) }),
    ],
  });
}

const xs = (seed = 1, scale = 1): tf.Tensor => normal([32, 8], seed, scale);

describe('finds', () => {
  test.each([1, 2, 3, 4, 5])('F42: a bias of -10, seed %i', async (seed) => {
    const check = await checkHealthyActivations(smallCnn(seed, { bias: -10 }), images(16, seed));
    expect(check.details.layers[0]).toMatchObject({
      kernel: 'Relu',
      fault: { kind: 'dead', units: 8, of: 8 },
    });
    expect(await checkHealthyActivations(smallCnn(seed), images(16, seed))).toMatchObject({ pass: true });
  });

  test.each<[string, Parts, number?]>([
    ['relu', { activation: 'relu', bias: -10 }],
    ['relu6, all beyond 6', { activation: 'relu6', bias: 30 }],
    ['elu', { activation: 'elu', bias: -30 }],
    ['selu', { activation: 'selu', bias: -30 }],
    ['softplus', { activation: 'softplus', bias: -30 }],
    ['a layer of its own', { activation: 'linear', then: tf.layers.reLU(), bias: -10 }],
  ])('dead units of %s', async (_, parts) => {
    for (let seed = 1; seed <= 5; seed++) {
      const check = await checkHealthyActivations(network({ ...parts, seed }), xs(seed));
      expect(check.details.layers.find(({ fault }) => fault)?.fault).toMatchObject({ kind: 'dead', of: 24 });
    }
  });

  test.each<[string, Parts]>([
    ['tanh', { activation: 'tanh' }],
    ['sigmoid', { activation: 'sigmoid' }],
  ])('%s that inputs of another scale saturate', async (_, parts) => {
    for (let seed = 1; seed <= 5; seed++) {
      const check = await checkHealthyActivations(network({ ...parts, seed }), xs(seed, 100));
      expect(check.details.layers[0]?.fault).toMatchObject({ kind: 'saturated' });
      expect(await checkHealthyActivations(network({ ...parts, seed }), xs(seed))).toMatchObject({
        pass: true,
      });
    }
  });

  test.each<[string, (x: tf.Tensor) => tf.Tensor]>([
    ['tf.relu', (h) => tf.relu(h)],
    ['tf.maximum with 0', (h) => tf.maximum(h, 0)],
    ['tf.maximum with zeros', (h) => tf.maximum(h, tf.zerosLike(h))],
    ['tf.clipByValue', (h) => tf.clipByValue(h, 0, 100)],
    ['tf.clipByValue on both sides of zero', (h) => tf.clipByValue(h, -4, 4)],
  ])('dead units of %s in a function, at its line', async (_, rectify) => {
    const [w, v] = [tf.variable(normal([8, 16], 1)), tf.variable(normal([16, 2], 2))];
    const net = (bias: number) => (x: tf.Tensor) =>
      tf.matMul(rectify(tf.matMul(x, w as tf.Tensor).add(bias)), v);
    const check = await checkHealthyActivations(net(-100), [xs()]);
    expect(check.details.layers[0]).toMatchObject({ fault: { kind: 'dead' } });
    expect(check.message()).toContain('healthy-activations.test.ts');
    expect(await checkHealthyActivations(net(0), [xs()])).toMatchObject({ pass: true });
  });

  test.each<[string, Parts]>([
    ['F23: softmax over a single unit', { last: { units: 1, activation: 'softmax' } }],
  ])('%s gives the same for every sample', async (_, parts) => {
    const check = await checkHealthyActivations(network(parts), { xs: xs(), ys: tf.ones([32, 1]) });
    expect(check.details.layers.at(-1)).toMatchObject({
      fault: { kind: 'constant', value: expect.closeTo(1) as number },
    });
    expect(check.details.layers.at(-1)?.layer).toMatch(/^dense/u);
  });

  test('a function that drops its samples', async () => {
    const w = tf.variable(normal([8, 3], 1));
    const check = await checkHealthyActivations((x: tf.Tensor) => tf.matMul(tf.zerosLike(x), w), [xs()]);
    expect(check.details.layers).toMatchObject([
      { layer: 'the output', fault: { kind: 'constant', value: 0 } },
    ]);
  });

  test('an attention that is decided from the start', async () => {
    const [q, k] = [tf.variable(normal([8, 8], 1)), tf.variable(normal([8, 8], 2))];
    const attend = (scale: number) => (x: tf.Tensor) =>
      tf.matMul(
        tf.softmax(
          tf.matMul(tf.matMul(x, q as tf.Tensor), tf.matMul(x, k as tf.Tensor), false, true).mul(scale),
        ),
        x,
      );
    const check = await checkHealthyActivations(attend(100), [xs()]);
    expect(check.details.layers).toMatchObject([{ kernel: 'Softmax', fault: { kind: 'saturated' } }]);
    expect(await checkHealthyActivations(attend(0.05), [xs()])).toMatchObject({ pass: true });
  });

  test('F16: a softmax that is sure and wrong at the end', async () => {
    const model = network({ last: { units: 3, activation: 'softmax' } });
    const check = await checkHealthyActivations(model, { xs: xs(1, 255), ys: oneHot(32, 3) });
    expect(check.details.layers.at(-1)).toMatchObject({ fault: { kind: 'saturated' } });
    const right = tf.tidy(() =>
      tf.oneHot((model.predict(xs(1, 255)) as tf.Tensor).argMax(-1), 3, 1, 0, 'float32'),
    );
    expect(await checkHealthyActivations(model, { xs: xs(1, 255), ys: right })).toMatchObject({ pass: true });
  });
});

describe('has nothing against', () => {
  test.each(SOUND)('%s', async (_, make) => {
    for (let seed = 1; seed <= 5; seed++) {
      const { subject, data } = make(seed);
      if (typeof subject === 'function') return;
      const before = tf.memory().numTensors;
      expect((await checkHealthyActivations(subject, data)).message()).toMatch(/^Expected an unhealthy/u);
      expect(tf.memory().numTensors).toBe(before);
      tf.disposeVariables();
    }
  });

  test.each<[string, Parts]>([
    ['N05: rectifiers with half of their values at zero', {}],
    ['leaky rectifiers far below zero', { activation: 'linear', then: tf.layers.leakyReLU(), bias: -10 }],
    ['exponential units', { activation: 'elu' }],
    ['a sure sigmoid at the end', { last: { units: 1, activation: 'sigmoid' } }],
  ])('%s', async (_, parts) => {
    for (let seed = 1; seed <= 5; seed++) {
      expect(await checkHealthyActivations(network({ ...parts, seed }), xs(seed))).toMatchObject({
        pass: true,
      });
    }
  });

  test.each<[string, (x: tf.Tensor, w: tf.Tensor) => tf.Tensor]>([
    ['SiLU far out', (x, w) => tf.mul(tf.matMul(x, w).mul(50), tf.sigmoid(tf.matMul(x, w).mul(50)))],
    ['a rectifier on sparse data', (x, w) => tf.matMul(tf.relu(x.sub(100)), w).add(x.sum(-1, true))],
    [
      'a mask that leaves each row one choice',
      (x, w) => {
        const others = tf.eye(32).sub(1).mul(1e9);
        return tf.matMul(tf.softmax(tf.matMul(tf.matMul(x, w), x, false, true).mul(0.02).add(others)), x);
      },
    ],
    [
      'a causal mask whose first row has one choice',
      (x, w) => {
        const scores = tf.matMul(tf.matMul(x, w), x, false, true).mul(0.02);
        const ahead = tf.linalg
          .bandPart(tf.ones([32, 32]), -1, 0)
          .sub(1)
          .mul(1e9);
        return tf.matMul(tf.softmax(scores.add(ahead)), x);
      },
    ],
  ])('%s', async (name, compute) => {
    const w = tf.variable(normal([8, 8], 1));
    const net = name.startsWith('SiLU')
      ? (x: tf.Tensor): tf.Tensor => {
          const h = tf.matMul(x, w as tf.Tensor).mul(50);
          return h.mul(tf.sigmoid(h));
        }
      : (x: tf.Tensor): tf.Tensor => compute(x, w);
    expect(await checkHealthyActivations(net, [xs()])).toMatchObject({ pass: true });
  });

  test('a last layer that starts at zero, a single sample, and samples that are all the same', async () => {
    const model = functional([8], (x) => {
      const hidden = tf.layers.dense({ units: 24, activation: 'relu' }).apply(x);
      return tf.layers.dense({ units: 3, kernelInitializer: 'zeros' }).apply(hidden) as tf.SymbolicTensor;
    });
    expect(await checkHealthyActivations(model, xs())).toMatchObject({ pass: true });
    expect(await checkHealthyActivations(network({}), normal([1, 8], 1))).toMatchObject({ pass: true });
    const same = tf.ones([6, 8]);
    expect((await checkHealthyActivations(network({ activation: 'elu' }), same)).pass).toBe(true);
  });
});

describe('checkHealthyActivations', () => {
  test('names the layer and what it reads', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({
          ...{ name: 'hidden', units: 4, inputShape: [2], activation: 'relu' },
          ...{ kernelInitializer: 'zeros', biasInitializer: constant(-10) },
        }),
        tf.layers.dense({ name: 'last', units: 1 }),
      ],
    });
    const data = { xs: normal([16, 2], 1), ys: normal([16, 1], 2) };
    await expect(expect(model).toHaveHealthyActivations(data)).rejects.toThrowErrorMatchingInlineSnapshot(`
      [Error: hidden is dead over 16 samples.
        hidden        dead: 4 of 4 units active for no sample, Relu reads -10 there on average
        sound         less than half of the units silent, however many zeros there are
        usual causes  a bias far below zero, a learning rate that was too large, inputs of one sign or another scale]
    `);
    await expect(model).not.toHaveHealthyActivations(data);
    await expect(expect(network({})).not.toHaveHealthyActivations(xs())).rejects.toThrow(
      'are sound over 32 samples',
    );
  });

  test('leaves everything as it was', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 3, inputShape: [8], activation: 'relu' }),
        tf.layers.batchNormalization(),
      ],
    });
    const values = model.getWeights().map((each) => each.dataSync().slice());
    const batch = { xs: xs(), ys: oneHot(32, 3) };
    const before = tf.memory().numTensors;
    await checkHealthyActivations(model, batch);
    expect(model.getWeights().map((each) => each.dataSync())).toEqual(values);
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each<[string, () => unknown, () => unknown, object, string]>([
    [
      'a loss',
      () => (t: tf.Tensor, p: tf.Tensor) => t.sub(p).mean(),
      () => ({ yTrue: tf.ones([2]), yPred: tf.ones([2]) }),
      {},
      'got a loss',
    ],
    ['inputs that don’t fit', () => smallCnn(1), () => tf.ones([2, 3]), {}, 'received throws'],
    ['misspelt options', () => smallCnn(1), () => images(2, 1), { sed: 1 }, "'sed'"],
  ])('refuses %s', async (_, subject, data, options, message) => {
    await expect(checkHealthyActivations(subject(), data(), options)).rejects.toThrow(message);
  });
});

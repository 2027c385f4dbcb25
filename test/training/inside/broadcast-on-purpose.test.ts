import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import '../../../matchers/vitest.ts';
import { checkBroadcastOnPurpose } from '../../../src/training/inside/broadcast/broadcast-on-purpose.ts';
import { functional, images, normal, oneHot, smallCnn, SOUND } from '../../gradients/flow/sound-programs.ts';
import { allowLeaks } from '../../../src/plugin/leak-guard.ts';
import { scopeEachTest } from '../../scope-each-test.ts';

scopeEachTest({ variables: true });

type Loss = (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor;
const squared: Loss = (t, p) => t.sub(p).square().mean();
const squaredDifference: Loss = (t, p) => tf.squaredDifference(t, p).mean();
const absolute: Loss = (t, p) => tf.abs(p.sub(t)).mean();
const entropy: Loss = (t, p) => t.mul(p.add(1e-7).log()).mean().neg();

const conv = (filters: number, extra: object = {}): tf.layers.Layer =>
  tf.layers.conv2d({ filters, kernelSize: 3, padding: 'same', ...extra });
const apply = (layer: tf.layers.Layer, ...x: tf.SymbolicTensor[]): tf.SymbolicTensor =>
  layer.apply(x.length === 1 ? (x[0] as tf.SymbolicTensor) : x) as tf.SymbolicTensor;

const head = (x: tf.SymbolicTensor): tf.SymbolicTensor =>
  apply(tf.layers.dense({ units: 3 }), apply(tf.layers.globalAveragePooling2d({}), x));

describe('finds shapes that met by mistake', () => {
  test.each<[string, Loss, () => tf.Tensor, () => tf.Tensor, string]>([
    ['F09: [n] minus [n, 1]', squared, () => normal([8], 1), () => normal([8, 1], 2), 'every-pair'],
    ['[n, 1] minus [n]', absolute, () => normal([8, 1], 1), () => normal([8], 2), 'every-pair'],
    [
      'squaredDifference of them',
      squaredDifference,
      () => normal([8], 1),
      () => normal([8, 1], 2),
      'every-pair',
    ],
    ['a product of them', entropy, () => normal([8], 1), () => tf.sigmoid(normal([8, 1], 2)), 'every-pair'],
    ['two samples', squared, () => normal([2], 1), () => normal([2, 1], 2), 'every-pair'],
    [
      'a column of targets for several outputs',
      squared,
      () => normal([8, 1], 1),
      () => normal([8, 3], 2),
      'target',
    ],
    ['one output for several targets', squared, () => oneHot(8, 3), () => normal([8, 1], 2), 'target'],
    [
      'a column of labels for two classes',
      entropy,
      () => tf.ones([8, 1]),
      () => tf.softmax(normal([8, 2], 2)),
      'target',
    ],
    [
      'labels along the classes, by chance',
      squared,
      () => normal([4], 1),
      () => normal([4, 4], 2),
      'by-chance',
    ],
  ])('%s, in a loss', async (_, loss, yTrue, yPred, reason) => {
    const data = { yTrue: yTrue(), yPred: yPred() };
    const before = tf.memory().numTensors;
    const check = await checkBroadcastOnPurpose(loss, data);
    expect(check.details.meetings[0]).toMatchObject({ reason });
    expect(check.pass).toBe(false);
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each([1, 2, 3, 4, 5])('F09 in the loss of a model, seed %i', async (seed) => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4] })] });
    const batch = { xs: normal([8, 4], seed), ys: normal([8], seed) };
    const check = await checkBroadcastOnPurpose(model, batch, { loss: squared, seed });
    expect(check.details.meetings).toMatchObject([{ kernel: 'Sub', result: [8, 8], reason: 'every-pair' }]);
    expect(check.message()).toContain('broadcast-on-purpose.test.ts');
    const fixed: Loss = (t, p) => squared(t, p.squeeze([-1]));
    expect(await checkBroadcastOnPurpose(model, batch, { loss: fixed })).toMatchObject({ pass: true });
  });

  test('a loop of the user with tensors of its own', async () => {
    const [w, x, y] = [tf.variable(normal([4, 1], 1)), normal([8, 4], 2), normal([8], 3)];
    const loss = (): tf.Tensor => tf.matMul(x, w).sub(y).square().mean();
    expect((await checkBroadcastOnPurpose(loss)).details.meetings).toMatchObject([{ reason: 'every-pair' }]);
    const fixed = (): tf.Tensor => tf.matMul(x, w).squeeze([-1]).sub(y).square().mean();
    expect(await checkBroadcastOnPurpose(fixed)).toMatchObject({ pass: true });
  });

  test('a training step, which is undone', async () => {
    allowLeaks(1); // the optimizer keeps its learning rate
    const [w, x, y] = [tf.variable(normal([4, 1], 1)), normal([8, 4], 2), normal([8], 3)];
    const optimizer = tf.train.momentum(0.1, 0.9);
    const step = (target: tf.Tensor) => (): void => {
      optimizer.minimize(() =>
        tf
          .matMul(x, w as tf.Tensor)
          .sub(target)
          .square()
          .mean(),
      );
    };
    const [before, values] = [tf.memory().numTensors, w.dataSync().slice()];
    const check = await checkBroadcastOnPurpose(step(y));
    expect(check.details.meetings).toMatchObject([{ kernel: 'Sub', reason: 'every-pair' }]);
    expect(tf.memory().numTensors).toBe(before);
    expect(w.dataSync()).toEqual(values);
    expect(await checkBroadcastOnPurpose(step(y.reshape([8, 1])))).toMatchObject({ pass: true });
    await expect(checkBroadcastOnPurpose(async () => Promise.resolve(1))).rejects.toThrow(
      'it gives a promise',
    );
    optimizer.dispose();
  });

  test.each<[string, (x: tf.SymbolicTensor) => tf.SymbolicTensor]>([
    ['F08: the input and a branch', (x) => apply(tf.layers.add(), x, apply(conv(8), x))],
    [
      'a branch of one channel',
      (x) => apply(tf.layers.add(), apply(conv(8), x), apply(conv(1, { activation: 'relu' }), x)),
    ],
    ['a maximum', (x) => apply(tf.layers.maximum(), apply(conv(8), x), apply(conv(1), x))],
    [
      'through batch norm',
      (x) =>
        apply(tf.layers.add(), apply(tf.layers.batchNormalization(), apply(conv(1), x)), apply(conv(8), x)),
    ],
  ])('%s, in a residual sum', async (_, merge) => {
    const model = functional([8, 8, 1], (x) => head(merge(x)));
    const check = await checkBroadcastOnPurpose(
      model,
      { xs: images(4, 1), ys: oneHot(4, 3) },
      { loss: 'meanSquaredError' },
    );
    expect(check.details.meetings[0]).toMatchObject({ reason: 'merge', result: [4, 8, 8, 8] });
    expect(check.details.meetings[0]?.part).toMatch(/add|maximum/u);
    const sound = functional([8, 8, 1], (x) =>
      head(apply(tf.layers.add(), apply(conv(8), x), apply(conv(8), x))),
    );
    expect(await checkBroadcastOnPurpose(sound, { xs: images(4, 1) })).toMatchObject({ pass: true });
  });

  test('a merge of hidden layers, one and many units wide, and along sequences', async () => {
    const wide = functional([4], (x) =>
      apply(
        tf.layers.add(),
        apply(tf.layers.dense({ units: 1 }), x),
        apply(tf.layers.dense({ units: 8 }), x),
      ),
    );
    expect((await checkBroadcastOnPurpose(wide, normal([6, 4], 1))).pass).toBe(false);
    const long = functional([5, 4], (x) =>
      apply(
        tf.layers.add(),
        apply(tf.layers.dense({ units: 1 }), x),
        apply(tf.layers.dense({ units: 8 }), x),
      ),
    );
    expect((await checkBroadcastOnPurpose(long, normal([6, 5, 4], 1))).pass).toBe(false);
  });

  test('in a function of tensors', async () => {
    const add = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => a.add(b);
    for (const [a, b] of [
      [[8], [8, 1]],
      [
        [2, 4, 4, 1],
        [2, 4, 4, 8],
      ],
    ] as const) {
      expect((await checkBroadcastOnPurpose(add, [normal([...a], 1), normal([...b], 2)])).pass).toBe(false);
    }
  });
});

describe('has nothing against', () => {
  test.each(SOUND)('%s', async (_, make) => {
    for (let seed = 1; seed <= 2; seed++) {
      const { subject, data, options } = make(seed);
      const isLossAlone = typeof subject === 'function' && Array.isArray(data);
      const before = tf.memory().numTensors;
      const check = await checkBroadcastOnPurpose(subject, isLossAlone ? undefined : data, {
        loss: options?.loss,
      });
      expect(check.message()).toMatch(/^Expected a broadcast/u);
      expect(tf.memory().numTensors).toBe(before);
      tf.disposeVariables();
    }
  });

  const x = (): tf.Tensor => normal([6, 5, 4], 1);
  test.each<[string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, () => tf.Tensor[]]>([
    ['N16: a bias', (a, b) => a.add(b), () => [normal([6, 4], 1), normal([4], 2)]],
    [
      'N16: an attention mask',
      (a, m) => tf.softmax(a.add(m)),
      () => [normal([6, 2, 5, 5], 1), tf.where(normal([6, 1, 1, 5], 2).greater(0), 0, -1e9)],
    ],
    ['a mask of paddings', (a, m) => a.mul(m.expandDims(-1)), () => [x(), tf.ones([6, 5])]],
    ['a mask that came with its axis', (a, m) => a.mul(m), () => [x(), tf.ones([6, 5, 1])]],
    [
      'statistics of its own',
      (a) => a.sub(a.mean(-1, true)).div(a.sub(a.mean(-1, true)).square().mean(-1, true).add(1e-5).sqrt()),
      () => [x()],
    ],
    ['statistics of the batch', (a) => a.sub(a.mean(0)).div(a.max(0)), () => [normal([6, 4], 1)]],
    [
      'a softmax',
      (a) =>
        a
          .sub(a.max(-1, true))
          .exp()
          .div(a.sub(a.max(-1, true)).exp().sum(-1, true)),
      () => [x()],
    ],
    [
      'pairs on purpose',
      (a) => a.expandDims(1).sub(a.expandDims(0)).square().sum(-1),
      () => [normal([6, 4], 1)],
    ],
    ['pairs of one number each', (a) => a.expandDims(1).sub(a).square(), () => [normal([6], 1)]],
    [
      'distances by a product',
      (a, b) =>
        a
          .square()
          .sum(1, true)
          .add(b.square().sum(1))
          .sub(tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, false, true).mul(2)),
      () => [normal([6, 4], 1), normal([6, 4], 2)],
    ],
    ['a gate by channel', (a) => a.mul(tf.sigmoid(a.mean(1, true))), () => [x()]],
    ['a gate by place', (a) => a.mul(tf.sigmoid(a.slice([0, 0, 0], [-1, -1, 1]))), () => [x()]],
    ['a context added to every step', (a) => a.add(a.mean(1, true)), () => [x()]],
    ['positions', (a) => a.add(tf.range(0, 5).reshape([1, 5, 1])), () => [x()]],
    ['a table that is handed over', (a, p) => a.add(p), () => [x(), normal([1, 5, 4], 2)]],
    ['a scalar', (a) => a.mul(2).add(tf.scalar(1)), () => [x()]],
    ['weights of samples', (a, w) => a.mean([1, 2]).mul(w), () => [x(), tf.ones([6])]],
  ])('%s', async (_, compute, given) => {
    expect((await checkBroadcastOnPurpose(compute, given())).message()).toMatch(/^Expected a broadcast/u);
  });

  test('a dueling network', async () => {
    const [w, v, a] = [
      tf.variable(normal([4, 8], 1)),
      tf.variable(normal([8, 1], 2)),
      tf.variable(normal([8, 3], 3)),
    ];
    const q = (state: tf.Tensor): tf.Tensor => {
      const hidden = tf.relu(tf.matMul(state, w as tf.Tensor));
      const advantage = tf.matMul(hidden, a);
      return tf.matMul(hidden, v as tf.Tensor).add(advantage.sub(advantage.mean(1, true)));
    };
    expect(await checkBroadcastOnPurpose(q, [normal([6, 4], 4)])).toMatchObject({ pass: true });
  });

  test('quantiles: one target for several outputs, each weighed by its own', async () => {
    const pinball: Loss = (t, p) => {
      const error = t.sub(p);
      const quantiles = tf.tensor1d([0.1, 0.5, 0.9]);
      return tf.maximum(error.mul(quantiles), error.mul(quantiles.sub(1))).mean();
    };
    const data = { yTrue: normal([8, 1], 1), yPred: normal([8, 3], 2) };
    expect(await checkBroadcastOnPurpose(pinball, data)).toMatchObject({ pass: true });
    const [w, x] = [tf.variable(normal([4, 3], 3)), normal([8, 4], 4)];
    const inLoop = (loss: Loss) => (): tf.Tensor => loss(data.yTrue, tf.matMul(x, w));
    expect(await checkBroadcastOnPurpose(inLoop(pinball))).toMatchObject({ pass: true });
    expect(await checkBroadcastOnPurpose(inLoop(squared))).toMatchObject({ pass: false });
  });

  test('boxes with a mask among the targets', async () => {
    const loss = (t: Record<'boxes' | 'mask', tf.Tensor>, p: Record<'boxes', tf.Tensor>): tf.Tensor =>
      p.boxes.sub(t.boxes).abs().mul(t.mask).mean();
    const yTrue = { boxes: normal([4, 9, 4], 1), mask: tf.ones([4, 9, 1]) };
    const yPred = { boxes: normal([4, 9, 4], 2) };
    expect(await checkBroadcastOnPurpose(loss, { yTrue, yPred })).toMatchObject({ pass: true });
  });

  test('squeeze and excitation, spatial attention and a feature pyramid of layers', async () => {
    const model = functional([8, 8, 1], (input) => {
      const features = apply(conv(8), input);
      const pooled = apply(
        tf.layers.reshape({ targetShape: [1, 1, 8] }),
        apply(tf.layers.globalAveragePooling2d({}), features),
      );
      const gated = apply(
        tf.layers.multiply(),
        features,
        apply(tf.layers.dense({ units: 8, activation: 'sigmoid' }), pooled),
      );
      const attended = apply(tf.layers.multiply(), gated, apply(conv(1, { activation: 'sigmoid' }), gated));
      return head(apply(tf.layers.add(), attended, pooled));
    });
    expect(await checkBroadcastOnPurpose(model, { xs: images(4, 1) })).toMatchObject({ pass: true });
  });
});

describe('checkBroadcastOnPurpose', () => {
  test('says which shapes met', async () => {
    const data = { yTrue: normal([8], 1), yPred: normal([8, 1], 2) };
    const failure = await expect(squared)
      .toBroadcastOnPurpose(data)
      .then(
        () => 'none',
        // Lines move when this file does.
        (error: unknown) => (error instanceof Error ? error.message.replace(/:\d+:\d+/gu, '') : ''),
      );
    expect(failure).toMatchInlineSnapshot(`
      "Two shapes met in Sub at test/training/inside/broadcast-on-purpose.test.ts: [8] and [8, 1] give [8, 8].
        why  every sample meets every other one: the batch is on two axes of the result
        hint: give both the same shape, e.g. yPred.squeeze([-1]) or yTrue.expandDims(-1)."
    `);
    await expect(expect(smallCnn(1)).not.toBroadcastOnPurpose(images(4, 1))).rejects.toThrow(
      'kernels ran without one',
    );
    await expect(squared).not.toBroadcastOnPurpose(data);
  });

  test('leaves all as it was when the subject throws', async () => {
    const before = tf.memory().numTensors;
    const broken = (): tf.Tensor => {
      throw new Error('broken');
    };
    await expect(checkBroadcastOnPurpose(broken, [tf.ones([2])])).rejects.toThrow('received throws: broken');
    expect(tf.memory().numTensors).toBe(before + 1);
    await expect(checkBroadcastOnPurpose(squared, undefined)).rejects.toThrow(
      /received throws|must be a tensor/u,
    );
    await expect(checkBroadcastOnPurpose(tf.exp, [tf.ones([2])], { los: 1 } as object)).rejects.toThrow(
      "'los'",
    );
  });
});

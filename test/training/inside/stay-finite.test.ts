import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import '../../../matchers/vitest.ts';
import { checkStayFinite } from '../../../src/training/inside/finite/stay-finite.ts';
import { scopeEachTest } from '../../scope-each-test.ts';
import {
  crossEntropy,
  images,
  normal,
  oneHot,
  smallCnn,
  SOUND,
} from '../../gradients/flow/sound-programs.ts';

scopeEachTest({ variables: true });

const labels = (): tf.Tensor2D => oneHot(6, 3);
const probabilities = (): tf.Tensor => tf.softmax(normal([6, 3], 1));
const logits = (): tf.Tensor => normal([6, 3], 1);
const binary = (): { yTrue: tf.Tensor; yPred: tf.Tensor } => ({
  yTrue: tf.tensor2d([[0], [1], [1]]),
  yPred: tf.tensor2d([[0.2], [0.7], [0.4]]),
});

function naiveSoftmax(x: tf.Tensor): tf.Tensor {
  const raised = x.exp();
  return raised.div(raised.sum(-1, true));
}

function functionOf(
  inputShape: number[],
  build: (x: tf.SymbolicTensor) => tf.SymbolicTensor,
): tf.LayersModel {
  const input = tf.input({ shape: inputShape });
  return tf.model({ inputs: input, outputs: build(input) });
}

class Computed extends tf.layers.Layer {
  static className = 'Computed';
  readonly compute: (x: tf.Tensor) => tf.Tensor;
  constructor(compute: (x: tf.Tensor) => tf.Tensor, name: string) {
    super({ name });
    this.compute = compute;
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return this.compute((Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor);
  }
}

const modelWith = (compute: (x: tf.Tensor) => tf.Tensor): tf.LayersModel =>
  functionOf([4], (x) => {
    const hidden = tf.layers.dense({ units: 3 }).apply(x) as tf.SymbolicTensor;
    return new Computed(compute, 'computed').apply(hidden) as tf.SymbolicTensor;
  });

describe('finds what is not finite', () => {
  test.each<
    [string, (t: tf.Tensor, p: tf.Tensor) => tf.Tensor, () => { yTrue: tf.Tensor; yPred: tf.Tensor }, string]
  >([
    [
      'F31: cross-entropy without epsilon',
      (t, p) => t.mul(p.log()).sum(-1).mean().neg(),
      () => ({ yTrue: labels(), yPred: probabilities() }),
      'Log',
    ],
    [
      'F31: a focal loss without epsilon',
      (t, p) => t.mul(p.log()).mul(tf.sub(1, p).pow(2)).mean().neg(),
      () => ({ yTrue: labels(), yPred: probabilities() }),
      'Log',
    ],
    [
      'F31: binary cross-entropy without epsilon',
      (t, p) =>
        t
          .mul(p.log())
          .add(tf.sub(1, t).mul(tf.sub(1, p).log()))
          .mean()
          .neg(),
      binary,
      'Log',
    ],
    [
      'F32: a softmax that is written out, in a loss',
      (t, z) => t.mul(naiveSoftmax(z).add(1e-7).log()).sum(-1).mean().neg(),
      () => ({ yTrue: labels(), yPred: logits() }),
      'Exp',
    ],
    [
      'a log of a sum of exponentials that is written out',
      (t, z) => z.exp().sum(-1).log().sub(t.mul(z).sum(-1)).mean(),
      () => ({ yTrue: labels(), yPred: logits() }),
      'Exp',
    ],
    [
      'F33: the root of a squared error that becomes zero',
      (t, p) => p.sub(t).square().mean().sqrt(),
      () => ({ yTrue: normal([6, 1], 1, 3), yPred: normal([6, 1], 2) }),
      'RealDiv',
    ],
    [
      'a Dice loss without smoothing, where there is nothing to find',
      (t, p) => tf.sub(1, t.mul(p).sum().mul(2).div(t.sum().add(p.sum()))),
      () => ({ yTrue: tf.ones([6, 4]), yPred: tf.sigmoid(normal([6, 4], 1)) }),
      'RealDiv',
    ],
    [
      'the angle to a target that is met',
      (t, p) => tf.acos(t.mul(p).sum(-1)).mean(),
      () => ({
        yTrue: tf.tensor2d([
          [1, 0],
          [0, -1],
        ]),
        yPred: tf.tensor2d([
          [0.6, 0.8],
          [0.8, -0.6],
        ]),
      }),
      'RealDiv',
    ],
    [
      'F33: the norm of a difference that becomes zero',
      (t, p) => tf.norm(p.sub(t)),
      () => ({ yTrue: normal([6, 1], 1, 3), yPred: normal([6, 1], 2) }),
      'RealDiv',
    ],
  ])('%s', async (_, loss, data, kernel) => {
    const before = tf.memory().numTensors;
    const given = data();
    const made = tf.memory().numTensors;
    const check = await checkStayFinite(loss, given);
    expect(check.pass).toBe(false);
    expect(check.details.findings[0]).toMatchObject({ origin: { kernel } });
    expect(
      check.details.findings[0]?.origin?.line ?? check.details.findings[0]?.origin?.gradientOf?.line,
    ).toContain('stay-finite.test.ts');
    expect(tf.memory().numTensors).toBe(made);
    expect(made).toBeGreaterThan(before);
  });

  test.each<[string, (x: tf.Tensor) => tf.Tensor, string, string]>([
    ['F32 inside a layer', naiveSoftmax, 'Exp', 'saturated'],
    [
      'a division by a deviation that may be zero',
      (x) => x.sub(x.mean(0)).div(x.sub(x.mean(0)).square().mean(0).sqrt()),
      'RealDiv',
      'constant',
    ],
    ['a row that is scaled to length one', (x) => x.div(tf.norm(x, 2, -1, true)), 'RealDiv', 'zeros'],
    [
      'min-max scaling of a constant column',
      (x) => x.sub(x.min(0)).div(x.max(0).sub(x.min(0))),
      'RealDiv',
      'constant',
    ],
  ])('%s', async (_, compute, kernel, kind) => {
    const batch = { xs: normal([6, 4], 1), ys: oneHot(6, 3) };
    const check = await checkStayFinite(modelWith(compute), batch, {
      loss: 'meanSquaredError',
      probes: [kind as 'zeros'],
    });
    expect(check.pass).toBe(false);
    expect(check.details.findings[0]).toMatchObject({ kind, origin: { kernel, part: 'computed' } });
  });

  test('log of a softmax in the loss of a model, without being told where logits are', async () => {
    for (let seed = 1; seed <= 5; seed++) {
      const batch = { xs: images(8, seed), ys: oneHot(8, 3) };
      const loss = (t: tf.Tensor, z: tf.Tensor): tf.Tensor => t.mul(tf.softmax(z).log()).sum(-1).mean().neg();
      const check = await checkStayFinite(smallCnn(seed), batch, { loss, seed });
      expect(check.details.findings[0]).toMatchObject({ kind: 'saturated', origin: { kernel: 'Log' } });
    }
  });

  test('a prediction of several parts, one of which is what is compared', async () => {
    const w = tf.variable(normal([4, 4], 1));
    const model = (x: tf.Tensor): Record<string, tf.Tensor> => ({
      reconstruction: tf.matMul(x, w),
      code: x.sum(-1),
    });
    const loss = (t: tf.Tensor, p: Record<string, tf.Tensor>): tf.Tensor =>
      tf.norm((p['reconstruction'] as tf.Tensor).sub(t)).add((p['code'] as tf.Tensor).square().mean());
    const xs = normal([6, 4], 2);
    const check = await checkStayFinite(model, { xs, ys: xs }, { loss, probes: ['batch', 'predictions'] });
    expect(check.details.findings[0]).toMatchObject({ kind: 'predictions', what: 'gradient' });
  });

  test('NaN in a weight is named as such', async () => {
    const model = smallCnn(1);
    model.layers[3]?.setWeights([tf.fill([72, 16], NaN), tf.zeros([16])]);
    const check = await checkStayFinite(
      model,
      { xs: images(4, 1), ys: oneHot(4, 3) },
      { loss: crossEntropy },
    );
    expect(check.details.findings).toHaveLength(1);
    expect(check.message()).toMatch(/the weight dense\S*kernel holds NaN or an infinity already/u);
  });

  test('a function at extremes that are asked for', async () => {
    const xs = [tf.tensor1d([0.1, 0.9])];
    expect((await checkStayFinite(tf.exp, xs)).pass).toBe(true);
    const check = await checkStayFinite(tf.exp, xs, { extremes: [-1000, 1000] });
    expect(check.details.findings.map(({ at }) => at)).toEqual(['all inputs at 1000']);
  });

  test('a loss without arguments', async () => {
    const w = tf.variable(tf.zeros([3]));
    const check = await checkStayFinite(() => w.square().sum().sqrt());
    expect(check.details.findings[0]).toMatchObject({
      what: 'gradient',
      origin: { backward: true, gradientOf: { kernel: 'Sqrt', inputs: [{ range: [0, 0] }] } },
    });
    expect(check.message()).toContain('slope of a root at 0');
  });
});

describe('has nothing against', () => {
  test.each(SOUND)('%s', async (_, make) => {
    for (let seed = 1; seed <= 2; seed++) {
      const { subject, data, options } = make(seed);
      const isLossAlone = typeof subject === 'function' && Array.isArray(data);
      const before = tf.memory().numTensors;
      const check = await checkStayFinite(subject, isLossAlone ? undefined : data, options);
      expect(check.message()).toMatch(/^Expected NaN/u);
      expect(check.details).toMatchObject({ notJudged: [], noGradient: undefined });
      expect(tf.memory().numTensors).toBe(before);
      tf.disposeVariables();
    }
  });

  test.each<[string, (t: tf.Tensor, p: tf.Tensor) => tf.Tensor, () => tf.Tensor]>([
    ['softmaxCrossEntropy', (t, z) => tf.losses.softmaxCrossEntropy(t, z), logits],
    ['sigmoidCrossEntropy', (t, z) => tf.losses.sigmoidCrossEntropy(t, z), logits],
    ['logLoss', (t, p) => tf.losses.logLoss(t, p), probabilities],
    ['huberLoss', (t, p) => tf.losses.huberLoss(t, p), logits],
    ['a log with an epsilon', (t, p) => t.mul(p.add(1e-7).log()).mean().neg(), probabilities],
    [
      'a softmax that is shifted first',
      (t, z) =>
        t
          .mul(
            naiveSoftmax(z.sub(z.max(-1, true)))
              .add(1e-7)
              .log(),
          )
          .mean()
          .neg(),
      logits,
    ],
    ['a root with an epsilon', (t, p) => p.sub(t).square().mean().add(1e-12).sqrt(), logits],
  ])('%s', async (_, loss, yPred) => {
    expect((await checkStayFinite(loss, { yTrue: labels(), yPred: yPred() })).message()).toMatch(
      /^Expected NaN/u,
    );
  });

  test.each<[string, (x: tf.Tensor) => tf.Tensor, tf.Tensor?]>([
    ['a NaN that is masked away', (x) => tf.where(x.greater(0), x.log(), tf.zerosLike(x)).add(x)],
    ['infinities in a mask', (x) => tf.softmax(x.add(tf.tensor1d([0, -Infinity, 0])))],
    ['a mask of large numbers', (x) => tf.softmax(x.add(tf.tensor1d([0, -1e9, 0])))],
    ['a division that minds zero', (x) => tf.divNoNan(x, x.sum(-1, true))],
    ['counts', (x) => x.argMax(-1)],
  ])('%s', async (name, compute) => {
    const check = await checkStayFinite((x: tf.Tensor) => compute(x), [normal([6, 3], 1)]);
    // tf.where passes the gradient of the branch not taken on as 0 · NaN, which is a fault of its own.
    const found = check.details.findings.filter(({ what }) => what !== 'gradient');
    expect([name, found]).toEqual([name, []]);
  });

  test('a shifted softmax beside a gate that is open for all', async () => {
    const gated = (x: tf.Tensor): tf.Tensor => {
      const shifted = x.sub(x.max(-1, true)).exp();
      return shifted.div(shifted.sum(-1, true)).mul(tf.sigmoid(x.abs()));
    };
    const check = await checkStayFinite(gated, [normal([6, 3], 1)]);
    expect(check.message()).toMatch(/^Expected NaN/u);
    expect(check.details.triedAt.join()).toContain('turned round');
  });

  test('ids that start at 1, in a float tensor', async () => {
    const table = tf.variable(normal([20, 4], 1));
    const look = (ids: tf.Tensor): tf.Tensor => tf.gather(table, ids.toInt().sub(tf.scalar(1, 'int32')));
    const check = await checkStayFinite(look, [tf.tensor1d([1, 20, 7])]);
    expect(check).toMatchObject({ pass: true, details: { notJudged: [] } });
    expect(check.details.triedAt).toEqual(['the batch']);
  });

  test('ids that stand in a float tensor, a mask, and lengths', async () => {
    const table = tf.variable(normal([20, 4], 1));
    const pooled = (ids: tf.Tensor, mask: tf.Tensor, lengths: tf.Tensor): tf.Tensor =>
      tf
        .gather(table, ids.toInt())
        .mul(mask.expandDims(-1))
        .sum(1)
        .div(lengths.expandDims(-1).mul(mask.sum(1, true)));
    const inputs = [
      tf.tensor2d([
        [3, 19],
        [5, 7],
      ]),
      tf.tensor2d([
        [1, 1],
        [1, 0],
      ]),
      tf.tensor1d([2, 1], 'int32'),
    ];
    expect((await checkStayFinite(pooled, inputs)).message()).toMatch(/^Expected NaN/u);
  });
});

describe('checkStayFinite', () => {
  test('leaves weights, moving averages and tensors alone, also on a throw', async () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 3, inputShape: [4] }), tf.layers.batchNormalization()],
    });
    const batch = { xs: normal([6, 4], 1), ys: oneHot(6, 3) };
    const values = model.getWeights().map((each) => each.dataSync().slice());
    const before = tf.memory().numTensors;
    const random = Math.random;
    await checkStayFinite(model, batch, { loss: 'meanSquaredError' });
    await expect(
      checkStayFinite(model, batch, {
        loss: () => {
          throw new Error('no loss today');
        },
      }),
    ).rejects.toThrow('received throws: no loss today');
    expect(model.getWeights().map((each) => each.dataSync())).toEqual(values);
    expect(tf.memory().numTensors).toBe(before);
    expect(Math.random).toBe(random);
  });

  test('an op without a gradient is told, and is no fault of this kind', async () => {
    const check = await checkStayFinite((x: tf.Tensor) => tf.topk(x, 1).values, [normal([4, 3], 1)]);
    expect(check).toMatchObject({ pass: true });
    expect(check.details.noGradient).toContain('TopK');
    expect(check.details.triedAt.length).toBeGreaterThan(3);
    const logOfTop = (x: tf.Tensor): tf.Tensor => tf.topk(x, 1).values.log();
    const atZero = await checkStayFinite(logOfTop, [tf.ones([4, 3])]);
    expect(atZero.details.findings[0]).toMatchObject({ kind: 'zeros', origin: { kernel: 'Log' } });
  });

  test('reads { xs } without a loss', async () => {
    expect((await checkStayFinite(smallCnn(1), { xs: images(4, 1) })).pass).toBe(true);
    expect((await checkStayFinite(smallCnn(1), images(4, 1))).pass).toBe(true);
  });

  test.each<[string, () => unknown, () => unknown, object, string]>([
    [
      'NaN labels',
      () => smallCnn(1),
      () => ({ xs: images(2, 1), ys: tf.fill([2, 3], NaN) }),
      { loss: crossEntropy },
      'batch.ys holds NaN',
    ],
    ['no batch', () => smallCnn(1), () => 5, {}, 'batch must be a tensor'],
    ['no loss', () => smallCnn(1), () => ({ xs: images(2, 1), ys: oneHot(2, 3) }), {}, 'is not compiled'],
    ['what gives no tensor', () => () => 5, () => undefined, {}, 'the result must be a tensor'],
    [
      'what gives a promise',
      () => async () => Promise.resolve(tf.scalar(1)),
      () => undefined,
      {},
      'got a promise',
    ],
    ['extremes that are none', () => tf.exp, () => [tf.scalar(1)], { extremes: [NaN] }, 'extremes must be'],
    ['unknown probes', () => tf.exp, () => [tf.scalar(1)], { probes: ['zero'] }, 'probes must be some of'],
    ['misspelt options', () => tf.exp, () => [tf.scalar(1)], { extreme: [1] }, 'extremes'],
  ])('refuses %s', async (_, subject, data, options, message) => {
    await expect(checkStayFinite(subject(), data(), options)).rejects.toThrow(message);
  });

  test('says where it began', async () => {
    const yTrue = labels();
    const loss = (t: tf.Tensor, p: tf.Tensor): tf.Tensor => t.mul(p.log()).sum(-1).mean().neg();
    const failure = await expect(loss)
      .toStayFinite({ yTrue, yPred: probabilities() })
      .then(
        () => 'none',
        // Lines move when this file does.
        (error: unknown) => (error instanceof Error ? error.message.replace(/:\d+:\d+/gu, '') : ''),
      );
    expect(failure).toMatchInlineSnapshot(`
      "The loss is NaN with predictions equal to the targets.
        first     Log at test/training/inside/stay-finite.test.ts gives infinities in 12 elements of float32[6, 3]
        its x     0 to 1, float32[6, 3]
        also      The loss is NaN with predictions that are sure of another class
        tried at  4 places, of which 2 are sound
        hint: the logarithm of 0 is infinite; add a small number inside, e.g. tf.log(p.add(1e-7)), or take the loss from logits."
    `);
    await expect(expect(loss).not.toStayFinite({ yTrue, yPred: probabilities() })).resolves.toBeUndefined();
    await expect(expect(tf.exp).not.toStayFinite([yTrue])).rejects.toThrow(
      'everything is finite at 6 places',
    );
  });
});

import * as tf from '@tensorflow/tfjs-node';
import { tinyDetector, variationalAutoEncoder, variationalLoss } from '../../../fixtures/models/index.ts';
import type { Loss } from '../../../src/subject/loss.ts';
import { functional, images, normal, oneHot } from '../../gradients/flow/sound-programs.ts';

/** A sound program, of a kind that a check of what goes on inside might take amiss. */
interface FurtherProgram {
  readonly subject: unknown;
  readonly data: unknown;
  readonly loss?: Loss;
}

type Make = (seed: number) => FurtherProgram;

const dense = (units: number, extra: object = {}): tf.layers.Layer => tf.layers.dense({ units, ...extra });

/** One hidden layer, and a last one. */
function network(last: tf.layers.Layer, compiledWith?: string): tf.Sequential {
  const model = tf.sequential({ layers: [dense(16, { inputShape: [8], activation: 'relu' }), last] });
  if (compiledWith !== undefined) model.compile({ optimizer: 'sgd', loss: compiledWith });
  return model;
}

const vectors = (seed: number): tf.Tensor => normal([16, 8], seed);
const column = (seed: number): tf.Tensor => normal([16, 1], seed);
const counts = (): tf.Tensor => tf.range(0, 16).mod(4);

/** Scores of a small language model: padding and causal masks, layer norm, attention. */
function transformer(seed: number): FurtherProgram {
  const weight = (shape: number[], at: number): tf.Tensor => tf.variable(normal(shape, seed * 10 + at, 0.3));
  const [words, places, out] = [weight([30, 16], 1), weight([10, 16], 2), weight([16, 30], 6)];
  const [q, k, v] = [weight([16, 16], 3), weight([16, 16], 4), weight([16, 16], 5)];
  const project = (x: tf.Tensor, w: tf.Tensor): tf.Tensor =>
    tf.matMul(x.reshape([-1, 16]), w).reshape([4, 10, w.shape[1] ?? 1]);
  const normalised = (x: tf.Tensor): tf.Tensor => {
    const { mean, variance } = tf.moments(x, -1, true);
    return x.sub(mean).div(variance.add(1e-5).sqrt());
  };
  const causal = tf.linalg
    .bandPart(tf.ones([10, 10]), -1, 0)
    .sub(1)
    .mul(1e9);
  const model = (ids: tf.Tensor): tf.Tensor => {
    const padding = ids.notEqual(0).toFloat().sub(1).mul(1e9).expandDims(1);
    const x = tf.gather(words, ids.toInt()).add(tf.gather(places, tf.range(0, 10, 1, 'int32')));
    const scores = tf.matMul(project(x, q), project(x, k), false, true).div(4).add(causal).add(padding);
    return project(normalised(x.add(tf.matMul(tf.softmax(scores), project(x, v)))), out);
  };
  const loss = (ids: tf.Tensor, logits: tf.Tensor): tf.Tensor =>
    tf.oneHot(ids.toInt(), 30).toFloat().mul(tf.logSoftmax(logits)).sum(-1).mean().neg();
  const tokens = (at: number): tf.Tensor => tf.randomUniform([4, 10], 1, 30, 'int32', seed + at);
  return { subject: model, data: { xs: tokens(0), ys: tokens(1) }, loss };
}

function unet(seed: number): FurtherProgram {
  const conv = (filters: number, x: unknown, activation = 'relu'): tf.SymbolicTensor =>
    tf.layers
      .conv2d({ filters, kernelSize: 3, padding: 'same', activation: activation as 'relu' })
      .apply(x as tf.SymbolicTensor) as tf.SymbolicTensor;
  const model = functional([8, 8, 1], (input) => {
    const above = conv(4, input);
    const below = conv(8, tf.layers.maxPooling2d({ poolSize: 2 }).apply(above));
    const up = tf.layers.upSampling2d({}).apply(below) as tf.SymbolicTensor;
    return conv(1, conv(4, tf.layers.concatenate().apply([up, above])), 'sigmoid');
  });
  const dice = (t: tf.Tensor, p: tf.Tensor): tf.Tensor => {
    const sum = (x: tf.Tensor): tf.Tensor => x.sum([1, 2, 3]);
    return tf
      .sub(
        1,
        sum(t.mul(p))
          .mul(2)
          .add(1)
          .div(sum(t).add(sum(p)).add(1)),
      )
      .mean();
  };
  return {
    subject: model,
    data: {
      xs: images(8, seed),
      ys: images(8, seed + 1)
        .greater(0.5)
        .toFloat(),
    },
    loss: dice,
  };
}

const PROGRAMS: readonly (readonly [name: string, make: Make])[] = [
  [
    'several labels at once',
    (s) => ({
      subject: network(dense(4, { activation: 'sigmoid' }), 'binaryCrossentropy'),
      data: { xs: vectors(s), ys: normal([16, 4], s).greater(0).toFloat() },
    }),
  ],
  ...(['sparse labels, a list', 'sparse labels, a column'] as const).map(
    (name, i): readonly [string, Make] => [
      name,
      (s) => ({
        subject: network(dense(4, { activation: 'softmax' }), 'sparseCategoricalCrossentropy'),
        data: { xs: vectors(s), ys: i === 0 ? counts() : counts().reshape([16, 1]) },
      }),
    ],
  ),
  [
    'a list of targets for a compiled regression',
    (s) => ({
      subject: network(dense(1), 'meanSquaredError'),
      data: { xs: vectors(s), ys: normal([16], s) },
    }),
  ],
  [
    'a Poisson regression with a log link',
    (s) => ({
      subject: network(dense(1)),
      data: { xs: vectors(s), ys: counts().reshape([16, 1]) },
      loss: (t: tf.Tensor, p: tf.Tensor) => p.exp().sub(t.mul(p)).mean(),
    }),
  ],
  [
    'a Poisson regression by rates',
    (s) => ({
      subject: network(dense(1, { activation: 'softplus' }), 'poisson'),
      data: { xs: vectors(s), ys: counts().reshape([16, 1]) },
    }),
  ],
  [
    'a mean and a variance',
    (s) => ({
      subject: network(dense(2)),
      data: { xs: vectors(s), ys: column(s) },
      loss: (t: tf.Tensor, p: tf.Tensor) => {
        const [mean, logVariance] = tf.split(p, 2, 1) as [tf.Tensor, tf.Tensor];
        return mean.sub(t).square().mul(logVariance.neg().exp()).add(logVariance).mean();
      },
    }),
  ],
  [
    'a mixture of densities',
    (s) => ({
      subject: network(dense(9)),
      data: { xs: vectors(s), ys: column(s) },
      loss: (t: tf.Tensor, p: tf.Tensor) => {
        const [means, logScales, shares] = tf.split(p, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
        const logs = t.sub(means).div(logScales.exp()).square().mul(-0.5).sub(logScales);
        return tf
          .logSumExp(logs.add(tf.logSoftmax(shares)), 1)
          .mean()
          .neg();
      },
    }),
  ],
  [
    'a policy gradient',
    (s) => {
      const advantages = normal([16], s);
      return {
        subject: network(dense(2, { activation: 'softmax' })),
        data: { xs: vectors(s), ys: oneHot(16, 2) },
        loss: (t: tf.Tensor, p: tf.Tensor) => p.mul(t).sum(1).add(1e-8).log().mul(advantages).mean().neg(),
      };
    },
  ],
  [
    'embeddings of length one',
    (s) => {
      const model = network(dense(4));
      const embed = (xs: tf.Tensor): tf.Tensor => {
        const code = model.apply(xs) as tf.Tensor;
        return code.div(code.square().sum(1, true).add(1e-6).sqrt());
      };
      return {
        subject: embed,
        data: { xs: vectors(s), ys: normal([16, 4], s) },
        loss: (t: tf.Tensor, p: tf.Tensor) => tf.sub(1, t.mul(p).sum(1)).mean(),
      };
    },
  ],
  [
    'a masked LSTM whose ids stand in a float tensor',
    (s) => {
      const model = tf.sequential({
        layers: [
          tf.layers.embedding({ inputDim: 20, outputDim: 6, maskZero: true, inputLength: 3 }),
          tf.layers.lstm({ units: 5 }),
          dense(1, { activation: 'sigmoid' }),
        ],
      });
      model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });
      const xs = tf.randomUniform([8, 3], 0, 20, 'int32', s).toFloat();
      return { subject: model, data: { xs, ys: tf.range(0, 8).mod(2).reshape([8, 1]) } };
    },
  ],
  ['a language model', transformer],
  ['a U-Net with a Dice loss', unet],
  [
    'two outputs, one of large targets',
    (s) => {
      const input = tf.input({ shape: [8] });
      const hidden = dense(16, { activation: 'relu' }).apply(input);
      const outputs = [dense(3, { activation: 'softmax' }), dense(1)].map(
        (each) => each.apply(hidden) as tf.SymbolicTensor,
      );
      const model = tf.model({ inputs: input, outputs });
      model.compile({ optimizer: 'sgd', loss: ['categoricalCrossentropy', 'meanSquaredError'] });
      return { subject: model, data: { xs: vectors(s), ys: [oneHot(16, 3), normal([16, 1], s, 50)] } };
    },
  ],
  [
    'a table of unscaled features behind batch norm',
    (s) => {
      const model = tf.sequential({
        layers: [
          tf.layers.batchNormalization({ inputShape: [3] }),
          dense(16, { activation: 'relu' }),
          dense(1),
        ],
      });
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
      const xs = normal([32, 3], s)
        .mul(tf.tensor1d([1, 100, 1e4]))
        .add(tf.tensor1d([0, 500, 1e5]));
      return { subject: model, data: { xs, ys: normal([32, 1], s, 1000) } };
    },
  ],
  [
    'activations of many kinds',
    (s) => {
      const kinds = ['swish', 'gelu', 'mish', 'hardSigmoid', 'softsign', 'selu'];
      const model = tf.sequential({
        layers: [
          ...kinds.map((activation, i) => dense(16, { activation, ...(i === 0 && { inputShape: [8] }) })),
          dense(2),
        ],
      });
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
      return { subject: model, data: { xs: vectors(s), ys: normal([16, 2], s) } };
    },
  ],
  [
    'a variational autoencoder of ours',
    (s) => {
      const xs = images(8, s);
      return {
        subject: variationalAutoEncoder().initialize(),
        data: { xs, ys: xs.clone() },
        loss: (t: tf.Tensor4D, p: Parameters<typeof variationalLoss>[0]) => variationalLoss(p, t),
      };
    },
  ],
  [
    'a detector of ours',
    (s) => ({ subject: tinyDetector({ classes: 3 }).initialize(), data: { xs: images(4, s, 16) } }),
  ],
];

/** The programs, each made from a seed. */
export function furtherPrograms(): readonly (readonly [name: string, make: Make])[] {
  return PROGRAMS;
}

import * as tf from '@tensorflow/tfjs-node';
import { digitClassifier, variationalAutoEncoder } from '../../../fixtures/models/index.ts';
import { functional, images, normal, SOUND } from '../../gradients/flow/sound-programs.ts';

/** Something that predicts, and what it is tried on. */
export interface Predictor {
  readonly subject: unknown;
  readonly xs: tf.Tensor | tf.Tensor[];
}

export const dense = (units: number, extra: object = {}): tf.layers.Layer =>
  tf.layers.dense({ units, ...extra });

export const apply = (layer: tf.layers.Layer, ...x: tf.SymbolicTensor[]): tf.SymbolicTensor =>
  layer.apply(x.length === 1 ? (x[0] as tf.SymbolicTensor) : x) as tf.SymbolicTensor;

export const mlp = (...layers: tf.layers.Layer[]): tf.Sequential => tf.sequential({ layers });

/** Attention with a mask for padded places. */
function maskedAttention(seed: number): Predictor {
  const [q, k, v] = [0, 1, 2].map((i) => tf.variable(normal([8, 8], seed + i, 0.4)));
  const project = (x: tf.Tensor, w: tf.Tensor | undefined): tf.Tensor =>
    tf.matMul(x.reshape([-1, 8]), w as tf.Tensor).reshape(x.shape);
  const mask = tf.tensor2d([1, 1, 1, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1], [3, 5]);
  const subject = ([x, m]: [tf.Tensor, tf.Tensor]): tf.Tensor => {
    const scores = tf.matMul(project(x, q), project(x, k), false, true).div(Math.sqrt(8));
    const bias = tf.sub(1, m).mul(-1e9).expandDims(1);
    return tf.matMul(tf.softmax(scores.add(bias)), project(x, v)).mean(1);
  };
  return { subject, xs: [normal([3, 5, 8], seed + 4), mask] };
}

/** Predictors in which nothing is wrong, made from a seed. Those that need no inputs are left out. */
export const SOUND_PREDICTORS: readonly (readonly [name: string, make: (seed: number) => Predictor])[] = [
  ...SOUND.flatMap(([name, make]): (readonly [string, (seed: number) => Predictor])[] => {
    const takesInputs = tf.tidy(() => 'xs' in (make(0).data as object));
    tf.disposeVariables();
    if (!takesInputs) return [];
    return [
      [
        name,
        (seed): Predictor => {
          const { subject, data } = make(seed);
          return { subject, xs: (data as { xs: tf.Tensor }).xs };
        },
      ],
    ];
  }),
  ['attention with a mask', maskedAttention],
  [
    'a variational autoencoder of ours',
    (s: number): Predictor => ({ subject: variationalAutoEncoder().initialize(), xs: images(6, s) }),
  ],
  [
    'a module of ours',
    (s: number): Predictor => ({ subject: digitClassifier({ classes: 3 }).initialize(), xs: images(6, s) }),
  ],
  [
    'dropout, noise and batch norm',
    (s: number): Predictor => ({
      subject: functional([16], (x) =>
        [
          dense(16, { activation: 'relu' }),
          tf.layers.batchNormalization(),
          tf.layers.gaussianNoise({ stddev: 0.1 }),
          tf.layers.gaussianDropout({ rate: 0.2 }),
          tf.layers.alphaDropout({ rate: 0.2 }),
          tf.layers.dropout({ rate: 0.5 }),
          dense(3, { activation: 'softmax' }),
        ].reduce((h, each) => apply(each, h), x),
      ),
      xs: normal([8, 16], s),
    }),
  ],
  [
    'an LSTM with dropout inside',
    (s: number): Predictor => ({
      subject: mlp(
        tf.layers.lstm({ units: 6, inputShape: [5, 4], dropout: 0.3, recurrentDropout: 0.2 }),
        dense(2),
      ),
      xs: normal([6, 5, 4], s),
    }),
  ],
  [
    'masked tokens',
    (s: number): Predictor => ({
      subject: mlp(
        tf.layers.embedding({ inputDim: 50, outputDim: 6, inputLength: 7, maskZero: true }),
        tf.layers.gru({ units: 5 }),
        dense(2),
      ),
      xs: tf.randomUniform([6, 7], 0, 50, 'int32', s),
    }),
  ],
  [
    'a last layer that starts at zeros',
    (s: number): Predictor => ({
      subject: mlp(
        dense(8, { inputShape: [16], activation: 'relu' }),
        dense(3, { kernelInitializer: 'zeros', activation: 'softmax' }),
      ),
      xs: normal([8, 16], s),
    }),
  ],
];

import * as tf from '@tensorflow/tfjs-node';
import { convAutoEncoder, digitClassifier } from '../../../fixtures/models/index.ts';
import type { GradientFlowOptions } from '../../../src/gradients/flow/gradient-flow.ts';

/** Something whose gradient flows, ready to be checked. */
export interface Program {
  readonly subject: unknown;
  readonly data: unknown;
  readonly options?: GradientFlowOptions;
}

/** Logits beside labels, one-hot. */
export const crossEntropy = (labels: tf.Tensor, logits: tf.Tensor): tf.Tensor =>
  tf.losses.softmaxCrossEntropy(labels, logits);

export const oneHot = (samples: number, classes: number): tf.Tensor2D =>
  tf.oneHot(
    tf.range(0, samples, 1, 'int32').mod(tf.scalar(classes, 'int32')),
    classes,
    1,
    0,
    'float32',
  ) as tf.Tensor2D;

export const images = (samples: number, seed: number, size = 8): tf.Tensor4D =>
  tf.randomUniform([samples, size, size, 1], 0, 1, 'float32', seed);

export const normal = (shape: number[], seed: number, scale = 1): tf.Tensor =>
  tf.randomNormal(shape, 0, scale, 'float32', seed);

type Apply = (x: tf.SymbolicTensor) => tf.SymbolicTensor;
/** A layer as a function of symbolic tensors. */
const layer =
  (made: tf.layers.Layer): Apply =>
  (x) =>
    made.apply(x) as tf.SymbolicTensor;

const he = (seed: number): 'heNormal' =>
  // tfjs-layers takes an initializer object too, which its type for names forgets.
  tf.initializers.heNormal({ seed }) as unknown as 'heNormal';

export function functional(
  inputShape: number[],
  build: (input: tf.SymbolicTensor) => tf.SymbolicTensor,
): tf.LayersModel {
  const input = tf.input({ shape: inputShape });
  return tf.model({ inputs: input, outputs: build(input) });
}

export function smallCnn(seed: number, change: { bias?: number; constant?: number } = {}): tf.Sequential {
  const start = (at: number): 'heNormal' =>
    change.constant === undefined
      ? he(seed + at)
      : (tf.initializers.constant({ value: change.constant }) as unknown as 'heNormal');
  const bias = tf.initializers.constant({ value: change.bias ?? 0 }) as unknown as 'zeros';
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [8, 8, 1],
        ...{ filters: 8, kernelSize: 3, activation: 'relu' },
        ...{ kernelInitializer: start(0), biasInitializer: bias },
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({
        ...{ units: 16, activation: 'relu' },
        ...{ kernelInitializer: start(1), biasInitializer: bias },
      }),
      tf.layers.dense({ units: 3, kernelInitializer: start(2) }),
    ],
  });
}

/** A residual block of two convolutions, each with batch norm. @param gamma where the second scale starts */
export function residualBlock(seed: number, gamma: 'ones' | 'zeros', kernel?: 'zeros'): tf.LayersModel {
  return functional([8, 8, 1], (input) => {
    const conv = (filters: number, at: number): tf.layers.Layer =>
      tf.layers.conv2d({ filters, kernelSize: 3, padding: 'same', kernelInitializer: he(seed + at) });
    const stem = layer(tf.layers.reLU())(layer(conv(8, 0))(input));
    const inner = layer(tf.layers.reLU())(layer(tf.layers.batchNormalization())(layer(conv(8, 1))(stem)));
    const second =
      kernel === undefined
        ? layer(tf.layers.batchNormalization({ gammaInitializer: gamma }))(layer(conv(8, 2))(inner))
        : layer(tf.layers.conv2d({ filters: 8, kernelSize: 3, padding: 'same', kernelInitializer: kernel }))(
            inner,
          );
    const sum = tf.layers.add().apply([stem, second]) as tf.SymbolicTensor;
    const pooled = layer(tf.layers.globalAveragePooling2d({}))(layer(tf.layers.reLU())(sum));
    return layer(tf.layers.dense({ units: 3 }))(pooled);
  });
}

const mlp = (seed: number, depth: number, activation: 'relu' | 'tanh' | 'elu', units = 16): tf.Sequential =>
  tf.sequential({
    layers: [
      ...Array.from({ length: depth }, (_, i) =>
        tf.layers.dense({
          units,
          activation,
          kernelInitializer:
            activation === 'tanh'
              ? (tf.initializers.glorotNormal({ seed: seed + i }) as unknown as 'heNormal')
              : he(seed + i),
          ...(i === 0 && { inputShape: [16] }),
        }),
      ),
      tf.layers.dense({ units: 3 }),
    ],
  });

const onImages = (subject: unknown, seed: number, samples = 16): Program => ({
  subject,
  data: { xs: images(samples, seed), ys: oneHot(samples, 3) },
  options: { loss: crossEntropy },
});

const onVectors = (subject: unknown, seed: number, samples = 16): Program => ({
  subject,
  data: { xs: normal([samples, 16], seed), ys: oneHot(samples, 3) },
  options: { loss: crossEntropy },
});

const onTokens = (layers: tf.layers.Layer[], seed: number): Program => ({
  subject: tf.sequential({
    layers: [
      tf.layers.embedding({ inputDim: 500, outputDim: 8, inputLength: 12 }),
      ...layers,
      tf.layers.dense({ units: 3 }),
    ],
  }),
  data: { xs: tf.randomUniform([6, 12], 0, 500, 'int32', seed), ys: oneHot(6, 3) },
  options: { loss: crossEntropy },
});

let made = 0;
/** The engine refuses a name that is taken. */
const uniqueName = (name: string): string => `${name}_${++made}`;

const variable = (shape: number[], seed: number, scale: number, name: string): tf.Variable =>
  tf.variable(normal(shape, seed, scale), true, uniqueName(name));

const zeros = (shape: number[], name: string): tf.Variable =>
  tf.variable(tf.zeros(shape), true, uniqueName(name));

/** Attention right on the data, whose queries and keys start so small that hardly anything reaches them. */
function shyAttention(seed: number): Program {
  const [q, k] = [variable([8, 8], seed, 1e-6, 'q'), variable([8, 8], seed + 1, 1e-6, 'k')];
  const [v, out] = [variable([8, 8], seed + 2, 0.4, 'v'), variable([8, 3], seed + 3, 0.4, 'out')];
  const [x, ys] = [normal([12, 8], seed + 4), oneHot(12, 3)];
  const loss = (): tf.Tensor => {
    const scores = tf.matMul(tf.matMul(x, q), tf.matMul(x, k), false, true);
    return crossEntropy(ys, tf.matMul(tf.matMul(tf.softmax(scores), tf.matMul(x, v)).add(x), out));
  };
  return { subject: loss, data: [q, k, v, out] };
}

/** A transformer block with a key bias, whose gradient is zero by algebra. */
function attention(seed: number): Program {
  const [q, k, v, o] = [0, 1, 2, 3].map((i) => variable([16, 16], seed + i, 0.25, 'qkvo'[i] ?? ''));
  const keyBias = zeros([16], 'key_bias');
  const [up, down, out] = [
    variable([16, 32], seed + 5, 0.3, 'up'),
    variable([32, 16], seed + 6, 0.2, 'down'),
    variable([16, 3], seed + 7, 0.2, 'out'),
  ];
  const x = normal([4, 10, 16], seed + 8);
  const ys = oneHot(4, 3);
  const project = (a: tf.Tensor, w: tf.Variable | undefined): tf.Tensor =>
    tf.matMul(a.reshape([-1, a.shape.at(-1) ?? 1]), w as tf.Tensor).reshape([4, 10, -1]);
  const loss = (): tf.Tensor => {
    const scores = tf.matMul(project(x, q), project(x, k).add(keyBias), false, true).div(4);
    const attended = x.add(project(tf.matMul(tf.softmax(scores), project(x, v)), o));
    const mixed = attended.add(project(tf.relu(project(attended, up)), down));
    return crossEntropy(ys, tf.matMul(mixed.mean(1), out));
  };
  return { subject: loss, data: [q, k, v, o, keyBias, up, down, out] };
}

/** A program in which nothing is wrong, made from a seed. */
type SoundProgram = readonly [name: string, make: (seed: number) => Program];

export const SOUND: readonly SoundProgram[] = [
  ['a small CNN', (s: number): Program => onImages(smallCnn(s), s)],
  ['a residual block with batch norm', (s: number): Program => onImages(residualBlock(s, 'ones'), s)],
  [
    'a residual branch whose scale starts at zero',
    (s: number): Program => onImages(residualBlock(s, 'zeros'), s),
  ],
  [
    'a residual branch whose kernel starts at zero',
    (s: number): Program => onImages(residualBlock(s, 'ones', 'zeros'), s),
  ],
  ['10 layers of ReLU', (s: number): Program => onVectors(mlp(s, 10, 'relu', 32), s, 32)],
  ['10 layers of tanh', (s: number): Program => onVectors(mlp(s, 10, 'tanh'), s)],
  ['6 layers of ELU', (s: number): Program => onVectors(mlp(s, 6, 'elu'), s)],
  [
    'samples that are all alike, a wide layer',
    (s: number): Program => ({
      ...onVectors(mlp(s, 2, 'relu', 64), s),
      data: { xs: normal([1, 16], s).add(normal([16, 16], s + 1, 0.02)), ys: oneHot(16, 3) },
    }),
  ],
  ['a single sample', (s: number): Program => onVectors(mlp(s, 2, 'relu', 64), s, 1)],
  [
    'an embedding of which few rows are used',
    (s: number): Program => onTokens([tf.layers.globalAveragePooling1d({})], s),
  ],
  ['an LSTM', (s: number): Program => onTokens([tf.layers.lstm({ units: 8 })], s)],
  ['a GRU', (s: number): Program => onTokens([tf.layers.gru({ units: 8 })], s)],
  [
    'a bidirectional LSTM',
    (s: number): Program =>
      onTokens([tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 8 }), mergeMode: 'concat' })], s),
  ],
  [
    'dropout, layer norm and PReLU',
    (s: number): Program =>
      onImages(
        tf.sequential({
          layers: [
            tf.layers.conv2d({ inputShape: [8, 8, 1], filters: 8, kernelSize: 3, kernelInitializer: he(s) }),
            tf.layers.prelu({}),
            tf.layers.layerNormalization(),
            tf.layers.flatten(),
            tf.layers.dropout({ rate: 0.5 }),
            tf.layers.dense({ units: 3 }),
          ],
        }),
        s,
      ),
  ],
  [
    'separable, depthwise and transposed convolutions',
    (s: number): Program =>
      onImages(
        tf.sequential({
          layers: [
            tf.layers.conv2d({ inputShape: [8, 8, 1], filters: 4, kernelSize: 1, kernelInitializer: he(s) }),
            tf.layers.separableConv2d({ filters: 8, kernelSize: 3, activation: 'relu' }),
            tf.layers.depthwiseConv2d({ kernelSize: 3, padding: 'same' }),
            tf.layers.leakyReLU({}),
            tf.layers.conv2dTranspose({ filters: 4, kernelSize: 3 }),
            tf.layers.flatten(),
            tf.layers.dense({ units: 3 }),
          ],
        }),
        s,
      ),
  ],
  [
    'a frozen backbone',
    (s: number): Program => {
      const model = smallCnn(s);
      for (const each of model.layers.slice(0, 4)) each.trainable = false;
      return onImages(model, s);
    },
  ],
  [
    'two inputs and a shared layer',
    (s: number): Program => {
      const inputs = [tf.input({ shape: [16] }), tf.input({ shape: [16] })];
      const shared = tf.layers.dense({ units: 16, activation: 'relu', kernelInitializer: he(s) });
      const outputs = inputs.map((each) => shared.apply(each) as tf.SymbolicTensor);
      const joined = tf.layers.concatenate().apply(outputs) as tf.SymbolicTensor;
      return {
        ...onVectors(undefined, s),
        subject: tf.model({ inputs, outputs: layer(tf.layers.dense({ units: 3 }))(joined) }),
        data: { xs: [normal([16, 16], s), normal([16, 16], s + 1)], ys: oneHot(16, 3) },
      };
    },
  ],
  [
    'a linear regression of large targets',
    (s: number): Program => ({
      subject: tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [16] })] }),
      data: { xs: normal([32, 16], s), ys: normal([32, 1], s + 1, 100) },
      options: { loss: 'meanSquaredError' },
    }),
  ],
  [
    'a regression that has converged',
    (s: number): Program => {
      const w = variable([16, 1], s, 1, 'w');
      const b = zeros([1], 'b');
      const x = normal([32, 16], s + 1);
      const y = tf.matMul(x, w);
      return {
        subject: () =>
          tf
            .matMul(x, w as tf.Tensor)
            .add(b)
            .sub(y)
            .square()
            .mean(),
        data: [w, b],
      };
    },
  ],
  [
    'a network that has converged',
    (s: number): Program => {
      const w = variable([16, 8], s, 1, 'w');
      const v = variable([8, 3], s + 1, 1, 'v');
      const x = normal([16, 16], s + 2);
      const net = (): tf.Tensor => tf.matMul(tf.relu(tf.matMul(x, w as tf.Tensor)), v);
      const y = net().add(normal([16, 3], s + 3, 1e-4));
      return { subject: () => net().sub(y).square().mean(), data: [w, v] };
    },
  ],
  ['self-attention with a residual connection', attention],
  ['attention whose queries start small', shyAttention],
  [
    'a low-rank adapter that starts at zero',
    (s: number): Program => {
      const [a, b] = [variable([16, 2], s, 0.5, 'a'), zeros([2, 3], 'b')];
      const [x, w, ys] = [normal([8, 16], s + 1), normal([16, 3], s + 2), oneHot(8, 3)];
      const loss = (): tf.Tensor =>
        crossEntropy(ys, tf.matMul(x, w).add(tf.matMul(tf.matMul(x, a as tf.Tensor), b as tf.Tensor)));
      return { subject: loss, data: [a, b] };
    },
  ],
  [
    'blocks behind a gate that starts at zero',
    (s: number): Program => {
      const blocks = [0, 1, 2].map((i) => [
        variable([16, 16], s + i, 0.35, 'w'),
        tf.variable(tf.scalar(0), true, uniqueName('gate')),
      ]);
      const head = variable([16, 3], s + 4, 0.3, 'head');
      const [x, ys] = [normal([8, 16], s + 5), oneHot(8, 3)];
      const loss = (): tf.Tensor => {
        const features = blocks.reduce<tf.Tensor>(
          (h, [w, gate]) => h.add(tf.relu(tf.matMul(h, w as tf.Tensor)).mul(gate as tf.Tensor)),
          x,
        );
        return crossEntropy(ys, tf.matMul(features, head));
      };
      return { subject: loss, data: [...blocks.flat(), head] };
    },
  ],
  [
    'a classifier whose last layer starts at zero',
    (s: number): Program => {
      const w = variable([16, 16], s, 0.35, 'w');
      const v = zeros([16, 3], 'v');
      const [x, ys] = [normal([8, 16], s + 1), oneHot(8, 3)];
      return {
        subject: () => crossEntropy(ys, tf.matMul(tf.tanh(tf.matMul(x, w as tf.Tensor)), v)),
        data: [w, v],
      };
    },
  ],
  [
    'a gradient penalty',
    (s: number): Program => {
      const w = variable([16, 8], s, 0.3, 'w');
      const v = variable([8, 1], s + 1, 0.3, 'v');
      const x = normal([8, 16], s + 2);
      const net = (h: tf.Tensor): tf.Tensor => tf.matMul(tf.tanh(tf.matMul(h, w as tf.Tensor)), v);
      const penalty = (): tf.Tensor =>
        tf
          .grad((h) => net(h).sum())(x)
          .square()
          .sum(1)
          .sqrt()
          .sub(1)
          .square()
          .mean();
      return { subject: () => net(x).mean().add(penalty()), data: [w, v] };
    },
  ],
  ['a module of ours', (s: number): Program => onImages(digitClassifier({ classes: 3 }).initialize(), s)],
  [
    'an autoencoder of ours',
    (s: number): Program => {
      const xs = images(8, s);
      return {
        subject: convAutoEncoder().initialize(),
        data: { xs, ys: xs.clone() },
        options: { loss: (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.losses.meanSquaredError(yTrue, yPred) },
      };
    },
  ],
];

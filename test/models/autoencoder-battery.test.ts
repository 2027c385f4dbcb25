/** Encoders and decoders through every check of the library, at small input. */
import type { io } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-node';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  convAutoEncoder,
  denseAutoEncoder,
  DoubleConv,
  resNetAutoEncoder,
  uNet,
  uNetAutoEncoder,
  UpConv,
  variationalConvAutoEncoder,
  variationalDenseAutoEncoder,
  variationalLoss,
  variationalResNetAutoEncoder,
} from '../../fixtures/models/index.ts';
import { BasicBlock, Bottleneck } from '../../fixtures/models/backbones/residual-block.ts';
import { trainingStep } from '../../src/index.ts';
import type { AutoEncoder, Module, SegmentationModel, VariationalAutoEncoder } from '../../src/index.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest({ variables: true });

/** How much time there is must not decide what is found. */
const PATIENT = { budget: 100_000 };

interface Case<Model> {
  readonly make: () => Model;
  readonly side: number;
  readonly channels: number;
}

type Images = tf.Tensor4D;
type Maker = AutoEncoder<unknown>;

const AUTO_ENCODERS: readonly (readonly [string, Case<Maker>])[] = [
  ['dense', { make: () => denseAutoEncoder({ hidden: [12], latentSize: 4 }), side: 8, channels: 1 }],
  ['convolutional', { make: () => convAutoEncoder({ channels: [4, 6] }), side: 8, channels: 1 }],
  ['U-Net', { make: () => uNetAutoEncoder({ channels: [4, 6, 8] }), side: 8, channels: 1 }],
  [
    'U-Net with batch norm',
    { make: () => uNetAutoEncoder({ channels: [4, 6, 8], batchNorm: 'batch' }), side: 8, channels: 1 },
  ],
];
const RESNET: readonly [string, Case<Maker>] = [
  'ResNet-18',
  { make: () => resNetAutoEncoder({ imageChannels: 1, latentChannels: 8 }), side: 64, channels: 1 },
];

const VARIATIONAL: readonly (readonly [string, Case<VariationalAutoEncoder>])[] = [
  [
    'dense',
    { make: () => variationalDenseAutoEncoder({ hidden: [12], latentSize: 4 }), side: 8, channels: 1 },
  ],
  [
    'convolutional',
    { make: () => variationalConvAutoEncoder({ channels: [4, 6], latentChannels: 2 }), side: 8, channels: 1 },
  ],
];

const VARIATIONAL_RESNET: readonly [string, Case<VariationalAutoEncoder>] = [
  'ResNet-18',
  {
    make: () => variationalResNetAutoEncoder({ imageChannels: 1, latentChannels: 4 }),
    side: 64,
    channels: 1,
  },
];

const segmentation = (): SegmentationModel<unknown> =>
  uNet({ imageChannels: 3, channels: [4, 6, 8], classes: 3 });

/** Smooth pictures, each different: blobs of brightness, values in [0, 1]. */
function pictures(batch: number, side: number, channels: number): Images {
  const coarse = tf.randomUniform<tf.Rank.R4>([batch, 4, 4, channels], 0, 1, 'float32', 11);
  return tf.image.resizeBilinear(coarse, [side, side]);
}

/** Which of three classes a pixel belongs to: the brightest of its channels. */
function labelsOf(images: Images): tf.Tensor {
  return tf.cast(tf.oneHot(tf.cast(tf.argMax(images, 3), 'int32'), 3), 'float32');
}

describe('the whole battery finds nothing', () => {
  test.each(AUTO_ENCODERS)('%s autoencoder', async (_, { make, side, channels }) => {
    const images = pictures(6, side, channels);
    await expect(make()).toTrainSanely({ xs: images, ys: images }, { loss: 'meanSquaredError', ...PATIENT });
  });

  test('U-Net of pixels', async () => {
    const images = pictures(6, 8, 3);
    const loss = (yTrue: tf.Tensor, yPred: tf.Tensor): tf.Scalar =>
      tf.losses.softmaxCrossEntropy(yTrue, yPred);
    await expect(segmentation()).toTrainSanely({ xs: images, ys: labelsOf(images) }, { loss, ...PATIENT });
  });
});

describe('a gradient reaches every weight', () => {
  test.each([...AUTO_ENCODERS, RESNET])('%s autoencoder', async (_, { make, side, channels }) => {
    const model = make();
    const images = pictures(4, side, channels);
    const loss = (): tf.Scalar => tf.losses.meanSquaredError(images, model.apply(images, { training: true }));
    await expect(loss).toHaveGradientFlow(model);
  });

  test.each(VARIATIONAL)('%s variational autoencoder', async (_, { make, side, channels }) => {
    const model = make();
    const images = pictures(4, side, channels);
    const loss = (): tf.Scalar => variationalLoss(model.apply(images, { training: true }), images);
    await expect(loss).toHaveGradientFlow(model);
  });
});

describe('gradients of a block of each kind agree with finite differences', () => {
  const block = { width: 4, stride: 1, firstDilation: 1, dilation: 1, batchNorm: 'batch' } as const;
  const loss = (yTrue: tf.Tensor, yPred: tf.Tensor): tf.Scalar => tf.losses.meanSquaredError(yTrue, yPred);

  test.each<[string, Module<tf.Tensor4D, tf.Tensor4D>, side: number, channels: number]>([
    ['two convolutions', new DoubleConv({ inChannels: 3, outChannels: 4 }), 4, 4],
    [
      'two convolutions with batch norm',
      new DoubleConv({ inChannels: 3, outChannels: 4, batchNorm: 'batch' }),
      4,
      4,
    ],
    ['a transposed convolution', new UpConv({ inChannels: 3, outChannels: 2 }), 8, 2],
    ['a basic block that leads to other channels', new BasicBlock({ ...block, inChannels: 3 }), 4, 4],
    ['a bottleneck that leads to other channels', new Bottleneck({ ...block, inChannels: 3 }), 4, 16],
  ])('%s', async (_, model, side, channels) => {
    const xs = tf.randomNormal<tf.Rank.R4>([3, 4, 4, 3], 0, 1, 'float32', 3);
    const ys = tf.randomNormal([3, side, side, channels], 0, 1, 'float32', 4);
    await expect(model).toPassGradcheck({ xs, ys }, { loss });
  });

  test('a small U-Net as a whole', async () => {
    const model = uNetAutoEncoder({ channels: [2, 3] });
    const images = pictures(2, 4, 1);
    await expect(model).toPassGradcheck({ xs: images, ys: images }, { loss });
  });
});

describe('memory', () => {
  test.each([...AUTO_ENCODERS, RESNET])(
    'steps of the %s autoencoder leave nothing',
    async (_, { make, side, channels }) => {
      const model = make();
      const images = pictures(2, side, channels);
      const adam = tf.train.adam(1e-3);
      const step = (): void => {
        trainingStep(model, adam, images, (net, batch) =>
          tf.losses.meanSquaredError(batch, net.apply(batch, { training: true })),
        );
      };
      step(); // Adam makes its moments
      await expect(step).toLeakNoTensors();
      adam.dispose();
    },
  );

  test.each([...VARIATIONAL, VARIATIONAL_RESNET])(
    'steps of the %s variational autoencoder leave nothing',
    async (_, { make, side, channels }) => {
      const model = make();
      const images = pictures(2, side, channels);
      const sgd = tf.train.sgd(1e-6);
      await expect(() => {
        trainingStep(model, sgd, images, (net, batch) =>
          variationalLoss(net.apply(batch, { training: true }), batch),
        );
      }).toLeakNoTensors();
      sgd.dispose();
    },
  );
});

describe('save and load keep the outputs bit for bit', () => {
  test.each([...AUTO_ENCODERS, RESNET])('%s autoencoder', async (_, { make, side, channels }) => {
    const [saved, other] = [make(), make()];
    const images = pictures(2, side, channels);
    let kept: io.ModelArtifacts | undefined;
    await saved.save(
      tf.io.withSaveHandler((artifacts) => {
        kept = artifacts;
        return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
      }),
    );
    expect(other.predict(images)).not.toBeAllClose(saved.predict(images));
    await other.load({ load: () => Promise.resolve(kept ?? {}) });
    expect(other.predict(images)).toBeAllEqual(saved.predict(images));
  });
});

describe('backends agree', () => {
  test.each([...AUTO_ENCODERS, RESNET])('%s autoencoder', async (_, { make, side, channels }) => {
    await expect(make()).toAgreeAcrossBackends({ xs: pictures(1, side, channels) });
  });

  test('U-Net of pixels', async () => {
    await expect(segmentation()).toAgreeAcrossBackends({ xs: pictures(2, 8, 3) });
  });
});

describe('an example is judged alone, in batches of any size', () => {
  test.each([...AUTO_ENCODERS, RESNET])('%s autoencoder', (_, { make, side, channels }) => {
    const model = make();
    const images = pictures(5, side, channels);
    const alone = tf.split<tf.Tensor4D>(images, 5).map((image) => model.predict(image));
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 6 }), (drawn) => {
        tf.tidy(() => {
          const batch = tf.gather(images, tf.tensor1d(drawn, 'int32'));
          const expected = tf.concat(drawn.flatMap((at) => alone[at] ?? []));
          expect(model.predict(batch)).toBeAllClose(expected, { atol: 1e-5 });
        });
      }),
      { numRuns: 12 },
    );
  });
});

import * as tf from '@tensorflow/tfjs-node';
import '@tensorflow/tfjs-backend-wasm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createModel, listModels } from '../../fixtures/models/index.ts';
import type { CreateModelOptions, ImageClassifier, ModelName } from '../../fixtures/models/index.ts';
import { trainingStep } from '../../src/index.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest();

/** One of each kind: basic and bottleneck blocks, dilation, frozen statistics, with batch norm and without. */
const KINDS: readonly (readonly [title: string, name: ModelName, options: Partial<CreateModelOptions>])[] = [
  ['resnet18', 'resnet18', {}],
  ['resnet50', 'resnet50', {}],
  ['resnet18 at stride 8', 'resnet18', { outputStride: 8 }],
  ['resnet18 with frozen statistics', 'resnet18', { batchNorm: 'frozen' }],
  ['vgg11', 'vgg11', { dropout: 0 }],
  ['vgg11_bn', 'vgg11_bn', { dropout: 0 }],
];

const batch = (): { xs: tf.Tensor4D; ys: tf.Tensor2D } => ({
  xs: tf.randomNormal<tf.Rank.R4>([4, 32, 32, 3], 0, 1, 'float32', 1),
  ys: tf.oneHot([0, 1, 2, 0], 3) as tf.Tensor2D,
});

const loss = (labels: tf.Tensor, logits: tf.Tensor): tf.Scalar =>
  tf.losses.softmaxCrossEntropy(labels, logits);

describe.each(KINDS)('%s', (_, name, options) => {
  let model: ImageClassifier;
  beforeAll(() => {
    model = createModel(name, { classes: 3, ...options });
  });
  afterAll(() => {
    model.dispose();
  });

  test('a step leaks nothing, and lowers the loss', () => {
    const data = batch();
    const optimizer = tf.train.sgd(1e-3);
    const step = (): number =>
      trainingStep(model, optimizer, data, (each, { xs, ys }) =>
        loss(ys, each.apply(xs, { training: true })),
      );
    const first = step();
    const { numTensors } = tf.memory();
    let last = first;
    for (let count = 0; count < 3; count += 1) last = step();
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(last).toBeLessThan(first);
    optimizer.dispose();
  });

  test('takes any number of images, and judges each alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), (count) => {
        tf.tidy(() => {
          const images = tf.randomNormal<tf.Rank.R4>([count, 32, 32, 3]);
          const together = model.predict(images);
          expect(together.shape).toEqual([count, 3]);
          const apart = tf.concat(tf.split<tf.Tensor4D>(images, count).map((image) => model.predict(image)));
          expect(together).toBeAllClose(apart, { rtol: 1e-3, atol: 1e-3 });
        });
      }),
      { numRuns: 4 },
    );
  });
});

test.each(['wasm', 'cpu'])('resnet18 gives on %s what it gives natively', async (backend) => {
  const model = createModel('resnet18', { classes: 3 });
  const images = tf.randomNormal<tf.Rank.R4>([1, 16, 16, 3], 0, 1, 'float32', 2);
  const native = model.predict(images).dataSync();
  await tf.setBackend(backend);
  try {
    expect(model.predict(images)).toBeAllClose([[...native]], { rtol: 1e-3, atol: 1e-3 });
  } finally {
    await tf.setBackend('tensorflow');
    model.dispose();
  }
});

test.each(listModels().filter(({ name }) => name.startsWith('resnet')))(
  '$name is disposed of entirely',
  ({ name }) => {
    const { numTensors } = tf.memory();
    createModel(name, { classes: 2 }).dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
  },
);

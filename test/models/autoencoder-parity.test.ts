/** Encoders and decoders against torch modules of the same architecture, whose values `parity/autoencoders.py` makes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import {
  resNetAutoEncoder,
  uNet,
  variationalLoss,
  variationalResNetAutoEncoder,
} from '../../fixtures/models/index.ts';
import type { ResNetDepth } from '../../fixtures/models/index.ts';
import { distance, relativeError, sketchOf, torchValues } from '../../parity/peer/digest.ts';
import type { Digest, Sketch } from '../../parity/peer/digest.ts';
import { fillByFormula, torchName } from '../../parity/peer/fill.ts';
import { uniform } from '../../parity/peer/formula.ts';
import type { Module } from '../../src/index.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest({ variables: true });

interface Step {
  readonly loss: number;
  readonly gradients: Readonly<Record<string, Sketch>>;
}

/** The difference of two tensors, in terms of the norm, of which a cosine of 0.9999 leaves so much. */
const GRADIENT = Math.sqrt(2 * (1 - 0.9999));
const OUTPUT = 1e-4;

function committed(name: string): unknown {
  return JSON.parse(
    readFileSync(join(import.meta.dirname, '../../parity/expected/autoencoders', `${name}.json`), 'utf8'),
  );
}

/** `'batch height width channels'` in [0, 1): the same as `pictures` of autoencoders.py. */
function pictures(batch: number, height: number, width: number, channels: number): tf.Tensor4D {
  const values = uniform(
    `pixels ${batch} ${height} ${width} ${channels}`,
    batch * channels * height * width,
    0,
    1,
  );
  return tf.transpose(tf.tensor4d(values, [batch, channels, height, width]), [0, 2, 3, 1]);
}

function expectDigest(actual: tf.Tensor | undefined, expected: Digest, name: string): void {
  if (actual === undefined) throw new Error(`no ${name}`);
  const values = torchValues(actual, 'map');
  const [batch = 0, channels = 0, height = 0, width = 0] = expected.shape;
  expect(actual.shape, name).toEqual([batch, height, width, channels]);
  const head = tf.tensor1d(values.slice(0, expected.first.length));
  expect(head, `${name}, first values`).toBeAllClose(expected.first, {
    rtol: OUTPUT,
    atol: OUTPUT * expected.rms,
  });
  expect(distance(sketchOf(values, name), expected.sketch), name).toBeLessThan(OUTPUT);
}

/**
 * Expects the loss and the gradients that torch has. With frozen statistics the cosine of each weight's gradient is at least
 * 0.9999, and that of all of them together otherwise: where a batch's own statistics decide, rounding turns single rectifiers,
 * and torch itself differs from its float64 by so much on single weights.
 */
function expectStep(
  model: Module<never, unknown>,
  loss: () => tf.Scalar,
  expected: Step,
  { training, nameOf = torchName }: { readonly training: boolean; readonly nameOf?: typeof torchName },
): void {
  const { value, grads } = tf.variableGrads(loss, model.trainableVariables);
  expect(relativeError(value.dataSync(), [expected.loss]), 'loss').toBeLessThan(OUTPUT);
  const paths = new Map([...model.namedVariables()].map(([path, each]) => [nameOf(path), each.name]));
  const apart = Object.entries(expected.gradients).map(([name, sketch]) => {
    const gradient = grads[paths.get(name) ?? ''];
    if (gradient === undefined) throw new Error(`no gradient of ${name}`);
    const distant = distance(sketchOf(torchValues(gradient, 'kernel'), name), sketch);
    return { name, distant, norm: sketch[0] };
  });
  expect(apart.length).toBeGreaterThan(0);
  const together =
    Math.hypot(...apart.map(({ distant, norm }) => distant * norm)) /
    Math.hypot(...apart.map(({ norm }) => norm));
  expect(together, 'all gradients').toBeLessThan(GRADIENT);
  const most = training ? 5 * GRADIENT : GRADIENT;
  expect(apart.filter(({ distant }) => !(distant < most))).toEqual([]);
}

describe.each<[name: string, batchNorm: 'none' | 'batch']>([
  ['unet', 'none'],
  ['unet_bn', 'batch'],
])('%s', (file, batchNorm) => {
  const expected = committed(file) as {
    readonly parameters: number;
    readonly maps: Readonly<Record<string, Digest>>;
    readonly logits: Digest;
    readonly training: Step;
  };
  const filled = (): ReturnType<typeof uNet> => {
    const model = uNet({ imageChannels: 3, channels: [6, 10, 14], classes: 4, batchNorm });
    fillByFormula(model);
    return model;
  };

  test('maps of every level and logits', () => {
    const model = filled();
    expect(model.parameterCount().trainable).toBe(expected.parameters);
    const images = pictures(2, 16, 24, 3);
    const maps = model.encoder.apply(images);
    expect(Object.keys(maps)).toEqual(Object.keys(expected.maps));
    for (const [name, map] of Object.entries(expected.maps)) expectDigest(maps[name], map, `unet/${name}`);
    expectDigest(model.predict(images), expected.logits, 'unet/logits');
  });

  test('loss and gradients of a step', () => {
    const model = filled();
    const images = pictures(2, 16, 24, 3);
    const labels = tf.tensor3d(uniform('labels 2 16 24', 2 * 16 * 24, 0, 4), [2, 16, 24], 'int32');
    const wanted = tf.oneHot(labels, 4);
    expectStep(
      model,
      () => tf.losses.softmaxCrossEntropy(wanted, model.apply(images, { training: true })),
      expected.training,
      { training: true },
    );
  });
});

describe.each<[depth: ResNetDepth, batch: number, training: boolean]>([
  [18, 8, true],
  [50, 2, false],
])('the autoencoder of ResNet-%i', (depth, batch, training) => {
  const name = `resnet${depth}`;
  const expected = committed(name) as {
    readonly parameters: number;
    readonly latent: Digest;
    readonly output: Digest;
    readonly step: Step;
  };

  test('latent, output, loss and gradients', () => {
    const model = resNetAutoEncoder({ depth, imageChannels: 1, latentChannels: 6 });
    fillByFormula(model);
    expect(model.parameterCount().trainable).toBe(expected.parameters);
    const images = pictures(batch, 64, 64, 1);
    const latent = model.encode(images);
    expectDigest(latent, expected.latent, `${name}/latent`);
    expectDigest(model.decode(latent), expected.output, `${name}/output`);
    expectStep(
      model,
      () => tf.losses.meanSquaredError(images, model.apply(images, { training })),
      expected.step,
      { training },
    );
  });
});

test('the variational loss with given noise', () => {
  const model = variationalResNetAutoEncoder({ imageChannels: 1, latentChannels: 4 });
  // The encoder stands inside the one that splits its latent.
  const nameOf = (path: string): string => torchName(path).replace(/^encoder\.encoder\./, 'encoder.');
  fillByFormula(model, nameOf);
  const images = pictures(2, 64, 64, 1);
  // torch draws it for channels before places.
  const noise = tf.transpose(tf.tensor4d(uniform('noise', 2 * 4 * 2 * 2, -2, 2), [2, 4, 2, 2]), [0, 2, 3, 1]);
  expectStep(
    model,
    () => variationalLoss(model.apply(images, { noise }), images),
    committed('variational') as Step,
    { training: false, nameOf },
  );
});

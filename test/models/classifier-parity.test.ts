import * as tf from '@tensorflow/tfjs-node';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createModel, listModels } from '../../fixtures/models/index.ts';
import type { CreateModelOptions, ImageClassifier, ModelName } from '../../fixtures/models/index.ts';
import { relativeError } from '../../parity/peer/digest.ts';
import { fillByFormula } from '../../parity/peer/fill.ts';
import { formulaImages } from '../../parity/peer/formula.ts';
import {
  expectedDilation,
  expectedModel,
  expectedVariants,
  lossAndGradients,
  torchShape,
  worstGradient,
  worstOf,
} from '../fixtures/models/torchvision-expected.ts';
import type { ExpectedGradients } from '../fixtures/models/torchvision-expected.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest();

/** Of outputs, in the norm. */
const CLOSE = 1e-4;
/** A relative distance below which the cosine of two vectors is above 0.9999. */
const ALIGNED = Math.sqrt(2 * (1 - 0.9999));
const SHOWN = 32;

/** Without dropout, which no two sides draw alike. */
function filled(name: ModelName, options: Partial<CreateModelOptions> = {}): ImageClassifier {
  const model = createModel(name, { classes: 1000, dropout: 0, ...options });
  fillByFormula(model, (path) => model.torchvisionName(path));
  return model;
}

function firstLogits(model: ImageClassifier, height: number, width: number): Float32Array {
  const logits = model.predict(formulaImages(1, height, width));
  return tf.slice(logits, [0, 0], [1, SHOWN]).dataSync<'float32'>();
}

const variants = expectedVariants();

describe('every variant is that of torchvision', () => {
  test('all of them', () => {
    expect(
      listModels()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(Object.keys(variants).sort());
  });

  test.each(listModels())('$name', ({ name, parameters }) => {
    const expected = variants[name];
    const model = filled(name);
    expect(model.parameterCount().trainable).toBe(parameters);
    expect(parameters).toBe(expected?.parameters);
    const blocks = new Map<string, number>();
    const lines: string[] = [];
    for (const [path, weight] of model.namedVariables()) {
      const title = model.torchvisionName(path);
      lines.push(`${title} [${torchShape(weight).join(', ')}]`);
      const block = title.split('.').slice(0, 2).join('.');
      if (!/running_(?:mean|var)$/.test(title)) blocks.set(block, (blocks.get(block) ?? 0) + weight.size);
    }
    expect(Object.fromEntries(blocks)).toEqual(expected?.blocks);
    expect(createHash('sha256').update(lines.sort().join('\n')).digest('hex')).toBe(expected?.weights);
    expect(relativeError(firstLogits(model, 64, 64), expected?.logits ?? [])).toBeLessThan(CLOSE);
    if (expected?.odd !== undefined) {
      expect(relativeError(firstLogits(model, 65, 47), expected.odd)).toBeLessThan(CLOSE);
    }
    if (expected?.['full size'] !== undefined) {
      expect(relativeError(firstLogits(model, 224, 224), expected['full size'])).toBeLessThan(CLOSE);
    }
    model.dispose();
  });
});

describe.each(['resnet18', 'resnet50', 'vgg11', 'vgg16_bn'] as const)('%s', (name) => {
  const expected = expectedModel(name);
  let model: ImageClassifier;
  beforeAll(() => {
    model = filled(name);
  });
  afterAll(() => {
    model.dispose();
  });

  test('gives the same feature maps and logits', () => {
    const images = formulaImages(2, 64, 64);
    const features = model.backbone.apply(images);
    const sketches = Object.fromEntries(
      Object.entries(expected.features).map(([label, { sketch }]) => [label, sketch]),
    );
    expect(Object.keys(features)).toEqual(Object.keys(sketches));
    const maps = worstOf(Object.entries(features), sketches, 'map', (label) => `${name}/${label}`);
    expect(maps.distance, maps.of).toBeLessThan(CLOSE);
    const logits = [['logits', model.predict(images)]] as const;
    const worst = worstOf(logits, { logits: expected.logits.sketch }, 'map', () => `${name}/logits`);
    expect(worst.distance).toBeLessThan(CLOSE);
  });

  test('has the same loss and gradients with frozen statistics', () => {
    expectStep(model, expected.frozen, false);
  });

  const { training, moved = {} } = expected;
  // Without batch norm there is nothing that training changes.
  if (training === undefined) return;

  // Last, since it moves the averages.
  test('has them by the statistics of the batch, and the same moved averages', () => {
    expectStep(model, training, true);
    const averages = [...model.namedVariables()]
      .map(([path, weight]) => [model.torchvisionName(path), weight] as const)
      .filter(([title]) => /running_(?:mean|var)$/.test(title));
    expect(averages).toHaveLength(Object.keys(moved).length);
    const worst = worstOf(averages, moved, 'kernel');
    expect(worst.distance, worst.of).toBeLessThan(CLOSE);
  });
});

function expectStep(model: ImageClassifier, step: ExpectedGradients, training: boolean): void {
  const { loss, gradients } = lossAndGradients(model, 2, training);
  expect(Math.abs(loss / step.loss - 1)).toBeLessThan(CLOSE);
  expect([...gradients.keys()].sort()).toEqual(Object.keys(step.gradients).sort());
  const worst = worstGradient(gradients, step.gradients);
  expect(worst.distance, worst.of).toBeLessThan(ALIGNED);
}

describe('a ResNet that dilates', () => {
  test.each(
    (['resnet18', 'resnet50'] as const).flatMap((name) =>
      ([16, 8] as const).map((stride) => [name, stride] as const),
    ),
  )('%s at stride %i', (name, outputStride) => {
    const title = `${name} at stride ${outputStride}`;
    const expected = expectedDilation()[title];
    if (expected === undefined) throw new Error(`nothing is known of ${title}`);
    const model = filled(name, { outputStride });
    const { c5 } = model.backbone.apply(formulaImages(1, 64, 64));
    expect(c5?.shape).toEqual([1, 64 / outputStride, 64 / outputStride, expected.c5.shape[1]]);
    const map = worstOf(
      c5 === undefined ? [] : [['c5', c5]],
      { c5: expected.c5.sketch },
      'map',
      () => `${name}/${outputStride}/c5`,
    );
    expect(map).toEqual({ of: 'c5', distance: expect.closeTo(0, 4) as number });
    expect(relativeError(firstLogits(model, 64, 64), expected.logits)).toBeLessThan(CLOSE);
    const { loss, gradients } = lossAndGradients(model, 1, false);
    expect(Math.abs(loss / expected.loss - 1)).toBeLessThan(CLOSE);
    const compared = [...gradients].filter(([each]) => each in expected.gradients);
    expect(compared).toHaveLength(Object.keys(expected.gradients).length);
    const worst = worstGradient(compared, expected.gradients);
    expect(worst.distance, worst.of).toBeLessThan(ALIGNED);
    model.dispose();
  });
});

import * as tf from '@tensorflow/tfjs-node';
import { describe, expect, test } from 'vitest';
import { Dense, digitClassifier } from '../../fixtures/models/index.ts';
import { trainingStep } from '../../src/index.ts';
import { thrownBy } from './parts.ts';
import { allowLeaks } from '../../src/plugin/leak-guard.ts';
import { scopeEachTest } from '../scope-each-test.ts';

scopeEachTest();

const batch = {
  x: tf.tensor2d([
    [0, 1],
    [1, 0],
    [1, 1],
    [0, 0],
  ]),
  y: tf.tensor2d([[1], [2], [3], [0]]),
};

const meanSquaredError = (model: Dense, { x, y }: typeof batch): tf.Tensor =>
  tf.losses.meanSquaredError(y, model.apply(x, { training: true }));

const linear = (): Dense => new Dense({ inFeatures: 2, outFeatures: 1 });

test('trains', () => {
  const model = linear();
  const optimizer = tf.train.sgd(0.5);
  const losses = Array.from({ length: 200 }, () => trainingStep(model, optimizer, batch, meanSquaredError));
  expect(losses.at(-1)).toBeLessThan(1e-6);
  expect(losses[0]).toBeGreaterThan(0.01);
  optimizer.dispose();
  model.dispose();
});

test('holds on to nothing from the second step on', () => {
  const model = linear();
  const optimizer = tf.train.adam(0.01);
  trainingStep(model, optimizer, batch, meanSquaredError);
  const { numTensors } = tf.memory();
  for (let step = 0; step < 5; step += 1) trainingStep(model, optimizer, batch, meanSquaredError);
  expect(tf.memory().numTensors).toBe(numTensors);
  optimizer.dispose();
  model.dispose();
});

test('moves the weights of its own model, and no frozen ones', () => {
  const model = digitClassifier();
  const bystander = linear().initialize();
  model.backbone.trainable = false;
  const values = (): number[][] =>
    [...model.backbone.variables, ...bystander.variables].map((each) => [...each.dataSync()]);
  const [before, head] = [values(), [...(model.head.variables[0]?.dataSync() ?? [])]];
  const images = tf.randomUniform<tf.Rank.R4>([4, 8, 8, 1]);
  const labels = tf.oneHot([1, 2, 3, 4], 10);
  const optimizer = tf.train.sgd(0.1);
  trainingStep(model, optimizer, { images, labels }, (classifier, { images: x, labels: y }) =>
    tf.losses.softmaxCrossEntropy(y, classifier.apply(x, { training: true })),
  );
  expect(values()).toEqual(before);
  expect([...(model.head.variables[0]?.dataSync() ?? [])]).not.toEqual(head);
  tf.dispose([images, labels]);
  optimizer.dispose();
  bystander.dispose();
  model.dispose();
});

describe('a step that can not be taken changes no weight and leaves nothing behind', () => {
  test.each<[string, (model: Dense, b: typeof batch) => unknown, string]>([
    [
      'a loss for each example',
      (model, { x, y }) => tf.squaredDifference(model.apply(x), y),
      'trainingStep: the loss of Dense must be a float32 scalar, got a tensor float32[4, 1].\n  hint: reduce it to one number: tf.mean(loss).',
    ],
    [
      'a loss that is a number',
      () => 3,
      'trainingStep: the loss of Dense must be a float32 scalar, got the number 3.',
    ],
    [
      'an integer',
      () => tf.scalar(3, 'int32'),
      'trainingStep: the loss of Dense must be a float32 scalar, got a tensor int32[].',
    ],
    ['no loss', () => undefined, 'trainingStep: the loss of Dense must be a float32 scalar, got undefined.'],
    [
      'an async loss',
      () => Promise.resolve(1),
      'trainingStep: the loss of Dense must be a float32 scalar, got a promise.',
    ],
    [
      'NaN',
      (model, b) => tf.mul(meanSquaredError(model, b), NaN),
      'trainingStep: the loss of Dense is NaN; its weights were left as they are.',
    ],
    [
      'infinity',
      (model, b) => tf.div(meanSquaredError(model, b), 0),
      'trainingStep: the loss of Dense is Infinity; its weights were left as they are.',
    ],
    [
      'a loss that throws after half the work',
      (model, b) => {
        tf.relu(meanSquaredError(model, b));
        throw new Error('on purpose');
      },
      'on purpose',
    ],
    [
      'a loss that does not depend on the model',
      (_model, { y }) => tf.mean(y),
      'Cannot find a connection between any variable and the result of the loss function y=f(x).',
    ],
  ])('%s', (_, loss, message) => {
    const model = linear().initialize();
    const optimizer = tf.train.sgd(0.1);
    const values = (): number[][] => model.variables.map((each) => [...each.dataSync()]);
    const before = values();
    const { numTensors } = tf.memory();
    const error = thrownBy(() => trainingStep(model, optimizer, batch, loss as typeof meanSquaredError));
    expect(error.message).toContain(message);
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(values()).toEqual(before);
    // and the next good step works
    expect(trainingStep(model, optimizer, batch, meanSquaredError)).toBeGreaterThan(0);
    optimizer.dispose();
    model.dispose();
  });

  test('a model that is frozen', () => {
    allowLeaks(1); // sgd keeps its learning rate as a tensor, and has no way to dispose of it
    const model = linear();
    model.trainable = false;
    expect(thrownBy(() => trainingStep(model, tf.train.sgd(0.1), batch, meanSquaredError)).message).toBe(
      'trainingStep: Dense has no trainable weights.',
    );
    model.dispose();
  });
});

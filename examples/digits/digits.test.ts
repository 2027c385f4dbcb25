import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { loadDigits, selectDigits } from '../../fixtures/data/digits.ts';
import { shuffledBatches } from './batches.ts';
import { classificationLoss, codeDivergence, inkErrors, pixelLosses } from './losses.ts';
import {
  createAutoEncoder,
  createClassifier,
  createInkModel,
  createVariationalAutoEncoder,
} from './models.ts';
import { predictDigits, probabilities, recallPerDigit } from './predictions.ts';
import { inkOf, normalise, oneHotLabels, toTensors } from './preprocess.ts';
import type { DigitTensors } from './preprocess.ts';
import { disposeModels, heldOutData, loadModels, MODEL_NAMES, trainModels } from './trained.ts';
import type { DigitModels } from './trained.ts';
import { trainStep } from './training.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder with trained weights; without it the suite trains them for a moment itself. */
    readonly trainedModels?: string;
  }
}

const digits = loadDigits();

// Whatever a test makes is freed when it ends.
beforeEach(() => {
  tf.engine().startScope();
});
afterEach(() => {
  tf.engine().endScope();
});

describe('preprocessing', () => {
  test('the first image is the zero that was written', () => {
    const { pixels, labels } = toTensors(selectDigits(digits, [0]));
    expect(labels).toBeAllEqual([0]);
    // prettier-ignore
    expect(tf.reshape(pixels, [8, 8])).toBeAllEqual([
      [0,  0,  5, 13,  9,  1,  0,  0],
      [0,  0, 13, 15, 10, 15,  5,  0],
      [0,  3, 15,  2,  0, 11,  8,  0],
      [0,  4, 12,  0,  0,  8,  8,  0],
      [0,  5,  8,  0,  0,  9,  8,  0],
      [0,  4, 11,  0,  1, 12,  7,  0],
      [0,  2, 14,  5, 10, 12,  0,  0],
      [0,  0,  6, 13, 10,  0,  0,  0],
    ]);
  });

  test('images are scaled to 0 (paper) … 1 (ink)', () => {
    const images = normalise(toTensors(digits).pixels);
    expect(images).toHaveShape('n 8 8 1', { n: digits.size });
    expect(images).toBeInRange(0, 1);
  });

  test('every one of the 17 shades is kept', () => {
    const shades = tf.tile(tf.range(0, 17, 1, 'int32').reshape([17, 1, 1, 1]), [1, 8, 8, 1]);
    const images = normalise(shades.as4D(17, 8, 8, 1));
    expect(tf.mean(images, [1, 2, 3])).toBeAllClose(tf.linspace(0, 1, 17));
    expect(images).toHaveDtype('float32');
  });

  test('images are what they were when this was last looked at', () => {
    expect(normalise(toTensors(selectDigits(digits, [1, 2, 3])).pixels)).toMatchTensorSnapshot();
  });

  test('a digit is encoded in the column of its own number', () => {
    const labels = oneHotLabels(tf.range(0, 10, 1, 'int32'));
    expect(labels).toBeOneHot();
    expect(labels).toBeAllEqual(tf.eye(10));
  });

  test('ink is measured image by image', () => {
    const images = tf.concat([tf.zeros([1, 8, 8, 1]), tf.ones([1, 8, 8, 1])]).as4D(2, 8, 8, 1);
    expect(inkOf(images)).toBeAllClose([0, 1]);
  });
});

describe('batches', () => {
  // An image that shows its own label, so that the two can't be parted unnoticed.
  const selfLabelled = (count: number): DigitTensors => {
    const labels = tf.range(0, count, 1, 'int32');
    return { labels, pixels: tf.tile(labels.reshape([count, 1, 1, 1]), [1, 8, 8, 1]).as4D(count, 8, 8, 1) };
  };

  test('each image keeps its label', () => {
    for (const { pixels, labels } of shuffledBatches(selfLabelled(40), 10)) {
      expect(pixels).toHaveShape('10 8 8 1');
      expect(tf.max(pixels, [1, 2, 3])).toBeAllEqual(labels);
    }
  });

  test('an epoch shows every image once, in another order', () => {
    const seen = Array.from(shuffledBatches(selfLabelled(40), 10), ({ pixels }) => tf.max(pixels, [1, 2, 3]));
    const order = tf.concat(seen).as1D();
    expect(order).not.toBeSorted();
    expect(tf.reverse(tf.topk(order, 40).values)).toBeAllEqual(tf.range(0, 40, 1, 'int32'));
  });
});

describe('losses', () => {
  test('a certain and right classifier loses nothing, one without a clue ln 10', () => {
    const labels = tf.eye(10);
    expect(classificationLoss(tf.mul(labels, 50), labels)).toBeAllClose(0);
    expect(classificationLoss(tf.zeros([10, 10]), labels)).toBeAllClose(Math.log(10));
  });

  test('ink is compared image by image', () => {
    const errors = inkErrors(tf.tensor1d([0.1, 0.2, 0.4]), tf.tensor2d([[0.1], [0.3], [0.2]]));
    expect(errors).toHaveShape('3');
    expect(errors).toBeAllClose([0, 0.01, 0.04]);
  });

  test('a perfect reconstruction of pure paper and pure ink loses nothing', () => {
    const image = tf.concat([tf.zeros([1, 8, 4, 1]), tf.ones([1, 8, 4, 1])], 2).as4D(1, 8, 8, 1);
    const losses = pixelLosses(image, image);
    expect(losses).toBeAllFinite();
    expect(losses).toBeAllClose(tf.zerosLike(image));
  });

  test('the divergence of a code is 0 for a standard normal and positive for anything else', () => {
    const none = tf.zeros<tf.Rank.R2>([3, 4]);
    expect(codeDivergence(none, none)).toBeAllClose([0, 0, 0]);
    const mean = tf.randomNormal<tf.Rank.R2>([100, 4]);
    const logVariance = tf.randomNormal<tf.Rank.R2>([100, 4]);
    expect(codeDivergence(mean, logVariance)).toBeInRange(0, Infinity);
  });
});

describe('predictions', () => {
  test('the probabilities of an image sum to 1', () => {
    const rows = probabilities(tf.randomNormal<tf.Rank.R2>([32, 10], 0, 5));
    expect(rows).toBeInRange(0, 1);
    expect(rows).toSumTo(1, { axis: 1 });
  });

  test('there is one digit for each image', () => {
    const predicted = predictDigits(tf.randomNormal<tf.Rank.R2>([32, 10]));
    expect(predicted).toHaveShape('32');
    expect(predicted).toHaveDtype('int32');
    expect(predicted).toBeInRange(0, 9);
  });
});

describe('models', () => {
  test.each([
    ['the classifier', createClassifier, 'batch 10'],
    ['the ink model', createInkModel, 'batch 1'],
    ['the autoencoder', createAutoEncoder, 'batch 8 8 1'],
  ])('%s is composed of parts that fit', (_, create, output) => {
    const model = create();
    expect(model.predict(tf.zeros([3, 8, 8, 1]))).toHaveShape(output, { batch: 3 });
    model.dispose();
  });

  test('the variational autoencoder gives back its input and tells the code it came from', () => {
    const model = createVariationalAutoEncoder();
    const images = tf.randomUniform<tf.Rank.R4>([3, 8, 8, 1]);
    const { reconstruction, mean, logVariance } = model.predict(images);
    expect(reconstruction).toHaveSameShapeAs(images);
    expect(mean).toHaveSameShapeAs(logVariance);
    model.dispose();
  });
});

describe('a training step', () => {
  const images = (): tf.Tensor4D => tf.randomUniform([8, 8, 8, 1]);
  const labels = (): tf.Tensor2D => tf.eye(10).slice(0, 8);

  test('moves every weight', () => {
    const model = createClassifier();
    const before = model.trainableVariables.map((weight) => weight.clone());
    const [x, y] = [images(), labels()];
    trainStep(model, tf.train.adam(), () => classificationLoss(model.apply(x), y));
    for (const [index, weight] of model.trainableVariables.entries()) {
      expect(weight).not.toBeAllEqual(before[index]);
    }
    model.dispose();
  });

  test('leaves no tensor behind', async () => {
    const model = createClassifier();
    const optimizer = tf.train.adam();
    const [x, y] = [images(), labels()];
    const step = (): number => trainStep(model, optimizer, () => classificationLoss(model.apply(x), y));
    await expect(step).toLeakNoTensors();
    optimizer.dispose();
    model.dispose();
  });
});

describe('trained models, on digits they have not seen', () => {
  let models: DigitModels;
  beforeAll(async () => {
    const folder = inject('trainedModels');
    models =
      folder === undefined
        ? trainModels({ classifier: 2, inkModel: 1, autoEncoder: 1, variational: 1 })
        : await loadModels(folder);
  });
  afterAll(() => {
    disposeModels(models);
  });

  test('every weight is a number', () => {
    for (const name of MODEL_NAMES) {
      for (const weight of models[name].variables) expect(weight).toBeAllFinite();
    }
  });

  test('the classifier knows every digit', () => {
    const { pixels, labels } = heldOutData();
    const predicted = predictDigits(models.classifier.predict(normalise(pixels)));
    expect(recallPerDigit(predicted, labels)).toBeInRange(0.5, 1);
  });

  test('the ink model is close', () => {
    const images = normalise(heldOutData().pixels);
    const predicted = models.inkModel.predict(images);
    expect(predicted).toBeAllClose(tf.expandDims(inkOf(images), 1), { rtol: 0, atol: 0.25 });
  });

  test('the autoencoders draw digits', () => {
    const images = normalise(heldOutData().pixels);
    const spread = tf.mean(tf.square(tf.sub(images, tf.mean(images, 0))));
    for (const drawn of [
      models.autoEncoder.predict(images),
      models.variational.predict(images).reconstruction,
    ]) {
      expect(drawn).toBeInRange(0, 1);
      expect(tf.div(tf.mean(tf.square(tf.sub(drawn, images))), spread)).toBeInRange(0, 0.9);
    }
  });
});

import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { loadDigits, splitDigits } from '../../fixtures/data/digits.ts';
import { seeded } from '../../src/index.ts';
import type { AutoEncoder, ClassificationModel, VariationalAutoEncoder } from '../../src/index.ts';
import { classificationLoss, codeDivergence, inkErrors, pixelLosses } from './losses.ts';
import {
  createAutoEncoder,
  createClassifier,
  createInkModel,
  createVariationalAutoEncoder,
} from './models.ts';
import { inkOf, normalise, oneHotLabels, toTensors } from './preprocess.ts';
import type { DigitTensors } from './preprocess.ts';
import { fit } from './training.ts';
import type { TrainingProgress } from './training.ts';
import { weightFile } from './weight-file.ts';

/** Every random number of a training follows from this. */
const SEED = 42;
/** How much a code's distance from a standard normal counts, against the pixels of one image. */
const DIVERGENCE_WEIGHT = 0.25;
const PIXELS = 64;

/** All models of this project. */
export interface DigitModels {
  readonly classifier: ClassificationModel;
  readonly inkModel: ClassificationModel;
  readonly autoEncoder: AutoEncoder<tf.Tensor4D>;
  readonly variational: VariationalAutoEncoder<tf.Tensor2D>;
}

/** The models by name, in the order in which they are trained. */
export const MODEL_NAMES = ['classifier', 'inkModel', 'autoEncoder', 'variational'] as const;

type ModelName = (typeof MODEL_NAMES)[number];

function createModels(): DigitModels {
  return {
    classifier: createClassifier(),
    inkModel: createInkModel(),
    autoEncoder: createAutoEncoder(),
    variational: createVariationalAutoEncoder(),
  };
}

/** The loss of one batch for each model. */
function lossesOf(models: DigitModels): Readonly<Record<ModelName, (batch: DigitTensors) => tf.Scalar>> {
  const training = { training: true };
  return {
    classifier: ({ pixels, labels }) =>
      classificationLoss(models.classifier.apply(normalise(pixels), training), oneHotLabels(labels)),
    inkModel: ({ pixels }) => {
      const images = normalise(pixels);
      return tf.mean(inkErrors(inkOf(images), models.inkModel.apply(images, training)));
    },
    autoEncoder: ({ pixels }) => {
      const images = normalise(pixels);
      return tf.mean(pixelLosses(images, models.autoEncoder.apply(images, training)));
    },
    variational: ({ pixels }) => {
      const images = normalise(pixels);
      const { reconstruction, mean, logVariance } = models.variational.apply(images, training);
      const divergence = tf.mean(codeDivergence(mean, logVariance)).mul(DIVERGENCE_WEIGHT / PIXELS);
      return tf.add(tf.mean(pixelLosses(images, reconstruction)), divergence);
    },
  };
}

/** The images to learn from. */
export function trainingData(): DigitTensors {
  return toTensors(splitDigits(loadDigits()).train);
}

/** The images that no model has seen. */
export function heldOutData(): DigitTensors {
  return toTensors(splitDigits(loadDigits()).heldOut);
}

/**
 * Trains all models, the same way each time.
 * @param epochs how often each model sees each image
 * @param onStep hears of every step
 * @returns the models, which the caller disposes of
 */
export function trainModels(
  epochs: Readonly<Record<ModelName, number>>,
  onStep?: (name: ModelName, progress: TrainingProgress) => void,
): DigitModels {
  return seeded(SEED, () => {
    const models = createModels();
    const losses = lossesOf(models);
    const data = trainingData();
    for (const name of MODEL_NAMES) {
      fit(models[name], data, losses[name], {
        epochs: epochs[name],
        onStep: (progress) => onStep?.(name, progress),
      });
    }
    tf.dispose([data.pixels, data.labels]);
    return models;
  });
}

/** Saves the weights of all models into a folder. */
export async function saveModels(models: DigitModels, folder: string): Promise<void> {
  for (const name of MODEL_NAMES) await models[name].save(weightFile(path.join(folder, `${name}.weights`)));
}

/** Makes all models with the weights of a folder; the caller disposes of them. */
export async function loadModels(folder: string): Promise<DigitModels> {
  const models = createModels();
  for (const name of MODEL_NAMES) await models[name].load(weightFile(path.join(folder, `${name}.weights`)));
  return models;
}

/** Frees the weights of all models. */
export function disposeModels(models: DigitModels): void {
  for (const name of MODEL_NAMES) models[name].dispose();
}

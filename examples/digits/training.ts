import * as tf from '@tensorflow/tfjs';
import type { Shaped } from '../../src/index.ts';
import { shuffledBatches } from './batches.ts';
import type { DigitTensors } from './preprocess.ts';

/** Something with weights that an optimizer can move. */
export interface Trainable {
  readonly trainableVariables: tf.Variable[];
}

/** How far a training is. */
export interface TrainingProgress {
  /** From 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** The share of all steps that are done, 0 to 1. */
  readonly done: number;
  /** The mean loss of the steps of this epoch so far. */
  readonly loss: number;
}

/** How to train. */
export interface TrainingOptions {
  readonly epochs: number;
  /** @defaultValue 32 */
  readonly batchSize?: number;
  /** @defaultValue 0.003 */
  readonly learningRate?: number;
  /** Hears of every step. */
  readonly onStep?: (progress: TrainingProgress) => void;
}

/**
 * Moves the weights one step against the gradient of a loss.
 * @param model its trainable variables are moved, and no others
 * @param optimizer any optimizer; it keeps its own state
 * @param loss computes the loss; what it makes on the way is freed
 * @returns the loss before the step
 */
export function trainStep(model: Trainable, optimizer: tf.Optimizer, loss: () => Shaped<''>): number {
  const { value, grads } = tf.variableGrads(loss, model.trainableVariables);
  optimizer.applyGradients(grads);
  const [current = Number.NaN] = value.dataSync();
  tf.dispose([value, grads]);
  return current;
}

/**
 * Trains a model with Adam.
 * @param model the weights to move
 * @param data all images and labels to learn from
 * @param lossOf the loss of one batch
 * @returns the mean loss of the last epoch
 */
export function fit(
  model: Trainable,
  data: DigitTensors,
  lossOf: (batch: DigitTensors) => Shaped<''>,
  options: TrainingOptions,
): number {
  const { epochs, batchSize = 32, learningRate = 0.003, onStep } = options;
  const optimizer = tf.train.adam(learningRate);
  const stepsPerEpoch = Math.floor(data.labels.shape[0] / batchSize);
  let loss = Number.NaN;
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    let sum = 0;
    let step = 0;
    for (const batch of shuffledBatches(data, batchSize)) {
      sum += trainStep(model, optimizer, () => lossOf(batch));
      tf.dispose([batch.pixels, batch.labels]);
      step += 1;
      loss = sum / step;
      onStep?.({ epoch, epochs, done: (epoch - 1 + step / stepsPerEpoch) / epochs, loss });
    }
  }
  optimizer.dispose();
  return loss;
}

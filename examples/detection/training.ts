import * as tf from '@tensorflow/tfjs';
import { meanAveragePrecision, retinaLoss } from '../../fixtures/models/index.ts';
import type { AssignedTargets, CocoMetrics, FoundObjects, RetinaNet } from '../../fixtures/models/index.ts';
import type { DigitSet } from '../../fixtures/data/digits.ts';
import { trainingStep } from '../../src/index.ts';
import type { Shaped } from '../../src/index.ts';
import { toBatch } from './batches.ts';
import { drawScenes, SCENE_SIZE } from './scenes.ts';
import type { Scene } from './scenes.ts';

/** What a step of training reads. */
export interface AssignedBatch {
  readonly images: Shaped<'batch h w 3'>;
  readonly assigned: AssignedTargets;
}

/** The loss of a batch. */
export function detectionLoss(model: RetinaNet, { images, assigned }: AssignedBatch): tf.Scalar {
  return retinaLoss(model.apply(images, { training: true }), assigned).total;
}

/** Works out what each anchor is to learn of some scenes; the caller disposes of both. */
export async function assignScenes(model: RetinaNet, scenes: readonly Scene[]): Promise<AssignedBatch> {
  const { images, targets } = toBatch(scenes);
  try {
    return { images, assigned: await model.assign(targets, SCENE_SIZE) };
  } finally {
    tf.dispose(targets.map(({ boxes, labels }) => [boxes, labels]));
  }
}

/** How long and how fast to train. */
export interface TrainingOptions {
  readonly steps: number;
  /** @defaultValue 8 */
  readonly batchSize?: number;
  /** @defaultValue 2e-3; it falls to a tenth over the last third */
  readonly rate?: number;
  /** Hears of every loss. */
  readonly onStep?: (step: number, loss: number) => void;
}

/** Trains on scenes that no one has seen before: they are drawn as they are needed, from `Math.random`. */
export async function trainDetector(
  model: RetinaNet,
  digits: DigitSet,
  { steps, batchSize = 8, rate = 2e-3, onStep }: TrainingOptions,
): Promise<void> {
  const adam = tf.train.adam(rate);
  for (let step = 0; step < steps; step += 1) {
    if (step === Math.floor((2 * steps) / 3)) Reflect.set(adam, 'learningRate', rate / 10);
    const batch = await assignScenes(model, drawScenes(digits, batchSize, Math.random));
    onStep?.(step, trainingStep(model, adam, batch, detectionLoss));
    tf.dispose([batch.images, batch.assigned.labels, batch.assigned.offsets, batch.assigned.matched]);
  }
  adam.dispose();
}

/** Finds the digits of scenes, a few scenes at a time; the caller disposes of what was found. */
export async function findDigits(
  model: RetinaNet,
  scenes: readonly Scene[],
): Promise<readonly FoundObjects[]> {
  const found: FoundObjects[] = [];
  for (let start = 0; start < scenes.length; start += 16) {
    const { images, targets } = toBatch(scenes.slice(start, start + 16));
    found.push(...(await model.detect(images)));
    tf.dispose([images, ...targets.flatMap(({ boxes, labels }) => [boxes, labels])]);
  }
  return found;
}

/** COCO's numbers on scenes. */
export async function evaluate(model: RetinaNet, scenes: readonly Scene[]): Promise<CocoMetrics> {
  const found = await findDigits(model, scenes);
  const { images, targets } = toBatch(scenes);
  try {
    return await meanAveragePrecision(found, targets);
  } finally {
    images.dispose();
    tf.dispose([...targets, ...found].flatMap(({ boxes, labels }) => [boxes, labels]));
    tf.dispose(found.map(({ scores }) => scores));
  }
}

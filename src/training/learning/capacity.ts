import { tidy, variableGrads } from '@tensorflow/tfjs-core';
import { freeingTape } from '../../engine/abandoned-tape.ts';
import type { Batch } from '../../subject/batch.ts';
import type { Trainee } from '../../subject/trainee.ts';
import type { LossScene } from './loss-scene.ts';

/**
 * Whether a model can learn a batch by heart: it has as many trained weights as there are numbers to learn, and no place through which fewer
 * numbers pass than a sample has, as the code of an autoencoder. Classes pass through any place.
 */
export function hasRoom(trainee: Trainee, batch: Batch, { outputs, samples }: LossScene): boolean {
  const numbers = outputs.reduce((sum, { prediction }) => sum + prediction.length, 0);
  const shapes = trainedShapes(trainee, batch);
  if (shapes.reduce((sum, shape) => sum + sizeOf(shape), 0) < numbers) return false;
  const wanted = outputs.map(({ task, prediction }) =>
    task === 'regression' || task === 'reconstruction'
      ? Math.min(samples - 1, prediction.length / Math.max(1, samples))
      : 0,
  );
  // A matrix lets as many numbers through as its shorter side has.
  const narrowest = Math.min(
    ...shapes.filter((shape) => shape.length === 2).map((shape) => Math.min(...shape)),
  );
  return narrowest >= Math.max(0, ...wanted);
}

/** Of what is trained; a plain function has no list of it, so that its gradients say what it reads. */
function trainedShapes(trainee: Trainee, batch: Batch): (readonly number[])[] {
  if (trainee.weights.length > 0) {
    return trainee.weights.flatMap(({ trainable, variable }) => (trainable ? [variable.shape] : []));
  }
  const shapes: (readonly number[])[] = [];
  freeingTape(() => {
    tidy(() => {
      const { grads } = variableGrads(() => trainee.loss(batch, true));
      for (const gradient of Object.values(grads)) shapes.push([...gradient.shape]);
    });
  });
  return shapes;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, each) => product * each, 1);
}

import { addN, engine, mul, sum, tensor, zeros, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { runListeners } from '../engine/run-listeners.ts';
import type { TraineeWeight } from '../subject/trainee.ts';
import { DifferentiableModel } from './differentiable-model.ts';
import type { GradcheckDetails } from './gradcheck-details.ts';
import { passesGradcheck } from './gradcheck.ts';
import { cotangentsFor, judgeGradients, type GradcheckSettings } from './judge-gradients.ts';

/** What was found, and the weights to which no path leads from the loss. */
export interface JudgedLoss {
  readonly details: GradcheckDetails;
  readonly unreached: readonly string[];
}

/**
 * Judges the gradient of a loss by weights, and then, where the second order is asked for and the first is right, that of the gradient.
 * @param weights those that are trainable are differentiated by; the others are put back after every run
 */
export function judgeLoss(
  weights: readonly TraineeWeight[],
  loss: () => Scalar,
  settings: GradcheckSettings,
  where: string,
): JudgedLoss {
  const moved = weights.filter(({ trainable }) => trainable).map(({ variable }) => variable);
  runListeners()?.gradientsSeen?.('gradient check', moved);
  const model = new DifferentiableModel(weights, loss);
  const first = judgeGradients(model, { ...settings, order: 1 }, where);
  const { unreached } = model;
  if (settings.order === 1 || !passesGradcheck(first)) return { details: first, unreached };
  const projected = projectedGradient(weights, loss, settings.seed);
  const second = judgeGradients(new DifferentiableModel(weights, projected), settings, where);
  return { details: second, unreached };
}

/** The sum of a loss's gradient, each entry times a fixed random weight. */
function projectedGradient(
  weights: readonly TraineeWeight[],
  loss: () => Scalar,
  seed: number | string,
): () => Scalar {
  const variables = weights.filter(({ trainable }) => trainable).map(({ variable }) => variable);
  const cotangents = cotangentsFor(
    variables.map(({ size }) => size),
    `${seed}/first order`,
  );
  return () => {
    const { grads } = engine().gradients(loss, variables, undefined, true);
    // TensorFlow.js leaves a gradient undefined where there is no path, though its types don't say so.
    const terms = (grads as (Tensor | undefined)[]).flatMap((grad, place) =>
      grad === undefined ? [] : [sum(mul(grad, tensor(cotangents[place] ?? [], grad.shape)))],
    );
    // The sum of whole tensors is a scalar.
    return (terms.length === 0 ? zeros([]) : addN(terms)) as Scalar;
  };
}

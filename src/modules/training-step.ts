import { tidy, variableGrads } from '@tensorflow/tfjs-core';
import type { Optimizer, Scalar, Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../errors.ts';
import { freeingTape } from '../engine/abandoned-tape.ts';
import { describeKind, isTensor } from '../tensor/subject.ts';
import type { Module } from './module.ts';

function requireLoss(loss: unknown, name: string): Scalar {
  if (isTensor(loss) && loss.shape.length === 0 && loss.dtype === 'float32') return loss as Scalar; // its rank is 0
  const facts = { argument: 'loss', expected: 'a float32 scalar', actual: describeKind(loss) };
  const sentence = `trainingStep: the loss of ${name} must be a float32 scalar, got ${facts.actual}.`;
  const hint =
    isTensor(loss) && loss.shape.length > 0 ? 'reduce it to one number: tf.mean(loss).' : undefined;
  throw new ArgumentError(sentence, hint === undefined ? facts : { ...facts, hint });
}

/**
 * One step of training: computes the loss of a batch and moves the model's trainable weights, and no others, along its
 * gradient. It leaves nothing behind, also when the loss throws.
 *
 * A loss that isn't finite is refused before any weight is touched, since NaN can't be trained away again.
 * @param model the model to train; what is frozen stays as it is
 * @param optimizer any TensorFlow.js optimizer
 * @param batch whatever the loss needs, e.g. `{ images, labels }`
 * @param loss computes a scalar; call the model with `{ training: true }`
 * @returns the loss before the step
 * @throws ArgumentError for a loss that is no finite float32 scalar, and for a model without trainable weights
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { trainingStep } from 'tensorproof';
 * import { digitClassifier } from 'tensorproof/models';
 *
 * const model = digitClassifier();
 * const adam = tf.train.adam(1e-3);
 * const batch = { images: tf.zeros<tf.Rank.R4>([2, 8, 8, 1]), labels: tf.oneHot([3, 7], 10) };
 * const loss = trainingStep(model, adam, batch, (classifier, { images, labels }) =>
 *   tf.losses.softmaxCrossEntropy(labels, classifier.apply(images, { training: true })),
 * ); // about ln 10
 * model.dispose();
 */
export function trainingStep<M extends Module<never, unknown>, Batch>(
  model: M,
  optimizer: Optimizer,
  batch: Batch,
  loss: (model: M, batch: Batch) => Tensor,
): number {
  const weights = model.trainableVariables;
  if (weights.length === 0) {
    throw new ArgumentError(`trainingStep: ${model.name} has no trainable weights.`, {
      argument: 'model',
      expected: 'a module with trainable weights',
      actual: `${model.variables.length} weights, all frozen`,
    });
  }
  return freeingTape(() =>
    tidy(() => {
      const { value, grads } = variableGrads(() => requireLoss(loss(model, batch), model.name), weights);
      const [before = NaN] = value.dataSync();
      if (!Number.isFinite(before)) {
        throw new ArgumentError(
          `trainingStep: the loss of ${model.name} is ${before}; its weights were left as they are.`,
          {
            argument: 'loss',
            expected: 'a finite number',
            actual: before,
          },
        );
      }
      optimizer.applyGradients(grads);
      return before;
    }),
  );
}

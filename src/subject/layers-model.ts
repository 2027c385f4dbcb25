import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import { hasKeys } from '../tensor/subject.ts';
import type { TensorGroup } from './tensor-group.ts';

/** A weight as tfjs-layers keeps it. */
export interface LayerWeight {
  readonly name: string;
  readonly originalName: string;
  readonly trainable: boolean;
  /** The live variable. */
  read(): Variable;
}

/** A layer as far as checks look into it. */
export interface LayerOfModel {
  readonly name: string;
  readonly weights: readonly LayerWeight[];
  trainable: boolean;
  getClassName(): string;
}

/** A loss as tfjs-layers calls it: one number a sample, or a scalar. */
export type LayersLoss = (yTrue: Tensor, yPred: Tensor) => Tensor;

/**
 * A `tf.LayersModel` by structure: tfjs-layers is an optional peer, and there may be two copies of it.
 */
export interface LayersModelLike extends LayerOfModel {
  readonly layers: readonly LayerOfModel[];
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly trainableWeights: readonly LayerWeight[];
  /** Set by `compile`: the weights that `fit` moves, whatever `trainable` says later. */
  readonly collectedTrainableWeights?: readonly LayerWeight[] | null;
  /** Set by `compile`. */
  readonly lossFunctions?: readonly LayersLoss[];
  readonly isTraining?: boolean;
  readonly optimizer?: unknown;
  apply(inputs: Tensor | Tensor[], options?: { training?: boolean }): unknown;
  /** Regularisation. */
  calculateLosses(): Scalar[];
  /** One step of the optimizer that `compile` was given. */
  trainOnBatch(xs: TensorGroup, ys: TensorGroup): Promise<unknown>;
  compile(options: { optimizer: string; loss: unknown }): void;
}

/** Whether a value is a `tf.LayersModel`, by what it can do. */
export function isLayersModel(value: unknown): value is LayersModelLike {
  try {
    return (
      hasKeys(value, 'layers', 'calculateLosses', 'compile', 'apply') &&
      Array.isArray(value.layers) &&
      typeof value.calculateLosses === 'function' &&
      typeof value.compile === 'function' &&
      typeof value.apply === 'function'
    );
  } catch {
    return false; // an object whose getters throw is no model
  }
}

/**
 * The model that `compile` has worked on: a sequential model hands it on to one inside, and keeps neither losses nor weights.
 */
export function compiledPart<Model extends object>(model: Model): Model {
  // What is inside a sequential model is a model of the same kind.
  return 'model' in model && isLayersModel(model.model) ? (model.model as unknown as Model) : model;
}

import type { Scalar, Variable } from '@tensorflow/tfjs-core';
import type { Batch } from './batch.ts';
import type { ResolvedLoss } from './loss.ts';
import type { TensorGroup } from './tensor-group.ts';

/** A weight of a model, and where it belongs. */
export interface TraineeWeight {
  /** As messages name it, e.g. `dense/kernel`. */
  readonly name: string;
  readonly variable: Variable;
  /** Whether training is meant to move it. */
  readonly trainable: boolean;
  /** The layer or module that owns it. */
  readonly owner: string;
}

/**
 * A model as the checks of this folder see it, whatever it was written with: a layers model, a module of ours, a graph
 * model, or a plain function.
 */
export interface Trainee {
  readonly kind: 'layers' | 'module' | 'graph' | 'function';
  readonly name: string;
  readonly weights: readonly TraineeWeight[];
  /** Computes predictions; the caller tidies up. @param training whether dropout drops and batch statistics are used */
  predict(xs: TensorGroup, training: boolean): TensorGroup;
  /**
   * What the loss says of predictions beside targets, without the penalties of regularizers; the caller tidies up.
   * @throws ArgumentError where no loss is known
   */
  readonly compare: ResolvedLoss;
  /** What regularisation adds to the loss, whatever the batch; the caller tidies up. */
  readonly penalties?: (() => Scalar[]) | undefined;
  /** The names of a layers model's outputs, in their order. */
  readonly outputNames?: readonly string[];
  /**
   * The whole loss of a batch; the caller tidies up.
   * @param penalties whether what a layers model's regularizers add is part of it, as in `fit`; true by default
   */
  loss(batch: Batch, training: boolean, penalties?: boolean): Scalar;
}

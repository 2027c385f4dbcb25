import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Arbitrary } from 'fast-check';
import { buildModel } from './programs/build-model.ts';
import { readModelOptions } from './programs/model-options.ts';
import { modelPlan, type ModelOptions } from './programs/model-plan.ts';
import { watchRuns } from './runs/watch-runs.ts';

/**
 * Models of tfjs-layers that are built and not compiled: stacks, branches and residuals of dense, convolutional and recurrent layers,
 * with batch norm, dropout and pooling, small enough to train in a test. They are well made: weights are initialised to suit
 * the activation, no bias stands before a batch norm, and the last layer starts small.
 *
 * A model is disposed of when the run ends for which it was made, and prints as its plan.
 * @param options which inputs and tasks, and how deep
 * @returns an arbitrary of models; it shrinks to a single layer
 * @throws ArgumentError for options that leave no model
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { layersModel } from 'tensorproof/arbitraries';
 *
 * fc.assert(
 *   fc.property(layersModel({ inputs: ['vector'] }), (model) => {
 *     const predictions = model.predict(tf.zeros([5, ...model.inputs[0]!.shape.slice(1)])) as tf.Tensor;
 *     return predictions.shape[0] === 5;
 *   }),
 *   { numRuns: 5 },
 * );
 */
export function layersModel(options: ModelOptions = {}): Arbitrary<LayersModel> {
  watchRuns();
  return modelPlan(readModelOptions(options, 'layersModel')).map((plan) => buildModel(plan, 'layersModel'));
}

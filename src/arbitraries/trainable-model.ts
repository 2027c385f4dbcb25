import { train, type Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { cloneMethod, integer, toStringMethod, tuple, type Arbitrary } from 'fast-check';
import { QuickRandom } from './elements/quick-random.ts';
import { buildModel } from './programs/build-model.ts';
import { readModelOptions } from './programs/model-options.ts';
import {
  describePlan,
  inputShapeOf,
  lossOf,
  modelPlan,
  type ModelOptions,
  type ModelPlan,
  type Task,
} from './programs/model-plan.ts';
import { belongsToRun, watchRuns } from './runs/watch-runs.ts';
import { sizeOf } from './shapes/shape-model.ts';
import { realizeData } from './tensors/realize.ts';
import type { PlainTensor } from './tensors/plain-tensor.ts';

/** A model with all that one step of training needs. */
export interface TrainableModel {
  /** Compiled with Adam and the loss. */
  readonly model: LayersModel;
  readonly task: Task;
  /** By the name that `compile` takes. */
  readonly loss: string;
  /** Samples of a standard normal distribution, and targets that depend on them or classes of which each occurs. */
  readonly batch: { readonly xs: Tensor; readonly ys: Tensor };
}

/**
 * Sound models with a loss and a batch that suit them: what a check of training must not complain about.
 * @param options which inputs and tasks, and how deep
 * @returns an arbitrary of compiled models with a batch of 8 to 16 samples; all of it is disposed of when the run ends
 * @throws ArgumentError for options that leave no model
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import fc from 'fast-check';
 * import { trainableModel } from 'tensorproof/arbitraries';
 *
 * await fc.assert(
 *   fc.asyncProperty(trainableModel({ tasks: ['regression'] }), async ({ model, batch }) => {
 *     return Number.isFinite(await model.trainOnBatch(batch.xs, batch.ys));
 *   }),
 *   { numRuns: 3 },
 * );
 */
export function trainableModel(options: ModelOptions = {}): Arbitrary<TrainableModel> {
  watchRuns();
  const samples = integer({ min: 8, max: 16 });
  return tuple(modelPlan(readModelOptions(options, 'trainableModel')), samples).map(([plan, count]) =>
    build(plan, count),
  );
}

function build(plan: ModelPlan, samples: number): TrainableModel {
  const model = buildModel(plan, 'trainableModel');
  const loss = lossOf(plan.task);
  const optimizer = train.adam(0.01);
  belongsToRun(() => {
    optimizer.dispose();
  });
  model.compile({ optimizer, loss });
  const trainable = { model, task: plan.task, loss, batch: makeBatch(plan, samples) };
  return Object.defineProperties(trainable, {
    // The batch follows from the seed, so that its values would say nothing.
    [toStringMethod]: { value: () => `${describePlan(plan)}; ${loss} on ${samples} samples` },
    [cloneMethod]: { value: () => build(plan, samples) },
  });
}

function makeBatch(plan: ModelPlan, samples: number): TrainableModel['batch'] {
  const random = new QuickRandom(plan.seed);
  const sample = inputShapeOf(plan);
  const size = sizeOf(sample);
  const data = Float32Array.from({ length: samples * size }, () => random.normal());
  const xs: PlainTensor = { dtype: 'float32', shape: [samples, ...sample], data };
  return { xs: realizeData(xs), ys: realizeData(makeTargets(plan, samples, xs, random)) };
}

/** Targets that can be learnt: a projection of the sample, its sign, or a class. */
function makeTargets(
  { task, outputs }: ModelPlan,
  samples: number,
  { data }: PlainTensor,
  random: QuickRandom,
): PlainTensor {
  const size = data.length / samples;
  if (task === 'sparse classification' || task === 'classification') {
    const labels = Array.from({ length: samples }, (_, sample) => sample % outputs);
    if (task === 'sparse classification') {
      // tfjs-layers 4.22 reads labels of shape [samples, 1] as floats.
      return { dtype: 'float32', shape: [samples, 1], data: Float32Array.from(labels) };
    }
    const rows = new Float32Array(samples * outputs);
    for (const [sample, label] of labels.entries()) rows[sample * outputs + label] = 1;
    return { dtype: 'float32', shape: [samples, outputs], data: rows };
  }
  const weights = Float32Array.from({ length: size * outputs }, () => random.normal() / Math.sqrt(size));
  const targets = Float32Array.from({ length: samples * outputs }, (_, position) => {
    const [sample, output] = [Math.floor(position / outputs), position % outputs];
    let sum = 0;
    for (let i = 0; i < size; i += 1)
      sum += (data[sample * size + i] ?? 0) * (weights[output * size + i] ?? 0);
    return task === 'binary' ? (sum > 0 ? 1 : 0) : sum;
  });
  // Of two classes both occur, whatever the signs are.
  if (task === 'binary') [targets[0], targets[1]] = [0, 1];
  return { dtype: 'float32', shape: [samples, outputs], data: targets };
}

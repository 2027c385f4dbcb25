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
import { sizeOf } from './shapes/sizes.ts';
import { realizeData } from './tensors/realize.ts';
import type { PlainTensor } from './tensors/plain-tensor.ts';

/** A model with all that one step of training needs. */
export interface TrainableModel {
  /** Compiled with Adam and the loss. */
  readonly model: LayersModel;
  readonly task: Task;
  /** By the name that `compile` takes. */
  readonly loss: string;
  /** Normalised samples, and targets that depend on them, so that even the smallest model can learn the batch. */
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

/**
 * Each sample has a level in each channel, on which its target depends and which an average over places still shows: so even
 * the smallest model can learn the batch.
 */
function makeBatch(plan: ModelPlan, samples: number): TrainableModel['batch'] {
  const random = new QuickRandom(plan.seed);
  const sample = inputShapeOf(plan);
  const { depth, task, outputs } = plan;
  const classes = task === 'regression' ? 0 : Math.max(2, outputs);
  const label = (row: number): number => row % classes;
  const levels = standardized(
    Array.from({ length: samples * depth }, (_, at) =>
      classes === 0 ? random.normal() : label(Math.floor(at / depth)) + 0.2 * random.normal(),
    ),
  );
  const places = sizeOf(sample) / depth;
  const data = Float32Array.from({ length: samples * places * depth }, (_, at) => {
    const level = levels[Math.floor(at / (places * depth)) * depth + (at % depth)] ?? 0;
    return places === 1 ? level : (2 * level + random.normal()) / Math.sqrt(5);
  });
  return {
    xs: realizeData({ dtype: 'float32', shape: [samples, ...sample], data }),
    ys: realizeData(
      classes === 0 ? targetsOf(levels, depth, outputs, random) : labelsOf(plan, samples, label),
    ),
  };
}

/** Numbers with a mean of 0 and a variance of 1. */
function standardized(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return values.map((value) => (value - mean) / Math.sqrt(variance + 1e-12));
}

/** A projection of the levels for each output. */
function targetsOf(
  levels: readonly number[],
  depth: number,
  outputs: number,
  random: QuickRandom,
): PlainTensor {
  const samples = levels.length / depth;
  const data = new Float32Array(samples * outputs);
  for (let output = 0; output < outputs; output += 1) {
    const weights = Array.from({ length: depth }, () => random.normal());
    const projected = Array.from({ length: samples }, (_, row) =>
      weights.reduce((sum, weight, channel) => sum + weight * (levels[row * depth + channel] ?? 0), 0),
    );
    standardized(projected).forEach((value, row) => (data[row * outputs + output] = value));
  }
  return { dtype: 'float32', shape: [samples, outputs], data };
}

/** Classes, of which each occurs, as the loss of the task takes them. */
function labelsOf(
  { task, outputs }: ModelPlan,
  samples: number,
  label: (row: number) => number,
): PlainTensor {
  const labels = Float32Array.from({ length: samples }, (_, row) => label(row));
  // tfjs-layers 4.22 reads sparse labels of shape [samples, 1] as floats.
  if (task !== 'classification') return { dtype: 'float32', shape: [samples, 1], data: labels };
  const rows = new Float32Array(samples * outputs);
  for (const [row, each] of labels.entries()) rows[row * outputs + each] = 1;
  return { dtype: 'float32', shape: [samples, outputs], data: rows };
}

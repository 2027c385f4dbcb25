import type { Optimizer, Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { SubjectError } from '../../errors.ts';
import { requireBatch, type Batch } from '../../subject/batch.ts';
import { describeKind } from '../../tensor/subject.ts';
import { belongsToRun } from '../runs/watch-runs.ts';

/** A compiled model and what it is trained on. */
export interface TrainedModel {
  readonly model: LayersModel;
  readonly batch: Batch;
}

type Weights = ReadonlyMap<string, Float32Array | Int32Array | Uint8Array>;

/** What a model should be like by now: the reference that each command compares with. */
export interface TrainingState {
  frozen: boolean;
  disposed: boolean;
  /** Of the commands so far, in words. */
  readonly history: string[];
  weights: Weights;
  /** What it predicted with these weights; `undefined` where they have changed since. */
  predictions: readonly number[] | undefined;
}

/** The model under test. */
export class TrainingRun {
  readonly model: LayersModel;
  readonly batch: Batch;
  /** What stands still while the body is frozen, as {@link weights} calls it; moving averages are TensorFlow.js's own business. */
  readonly bodyWeights: readonly string[];
  /** All layers that learn, but the last. */
  readonly #body: LayersModel['layers'];
  readonly #ownOptimizers: Optimizer[] = [];

  constructor({ model, batch }: TrainedModel, where: string) {
    if (typeof (model as { readonly trainOnBatch?: unknown } | undefined)?.trainOnBatch !== 'function') {
      throw new SubjectError(`${where}: model must be a compiled LayersModel, got ${describeKind(model)}.`, {
        argument: 'model',
        expected: 'a compiled LayersModel',
        actual: describeKind(model),
      });
    }
    this.model = model;
    this.batch = requireBatch(batch, where);
    this.#body = model.layers.filter(({ trainableWeights }) => trainableWeights.length > 0).slice(0, -1);
    this.bodyWeights = this.#body.flatMap((layer) =>
      layer.trainableWeights.map((weight) => keyOf(model.layers.indexOf(layer), weight)),
    );
    belongsToRun(() => {
      for (const optimizer of this.#ownOptimizers) optimizer.dispose();
      this.dispose();
    });
  }

  /** Disposes of the model; calling it again does nothing. */
  dispose(): void {
    try {
      this.model.dispose();
    } catch (error) {
      if (!(error instanceof Error && error.message.includes('already disposed'))) throw error;
    }
  }

  /** Whether a part can be frozen so that another still learns. */
  get hasBody(): boolean {
    return this.#body.length > 0;
  }

  /** Freezes or thaws all layers that learn but the last, and compiles anew, without which nothing would change. */
  setBodyTrainable(trainable: boolean): void {
    for (const layer of this.#body) layer.trainable = trainable;
    const { optimizer, loss } = this.model;
    // The slots of an optimizer go by the position of a weight, which is another one now.
    const Class = optimizer.constructor as unknown as {
      fromConfig(Class: unknown, config: unknown): Optimizer;
    }; // every optimizer of tfjs-core has it
    const fresh = Class.fromConfig(optimizer.constructor, optimizer.getConfig());
    this.#ownOptimizers.push(fresh);
    // What compile made of a name was the model's to dispose of, and won't be once it is replaced.
    const { isOptimizerOwned } = this.model as unknown as { readonly isOptimizerOwned?: boolean }; // protected in its type
    if (isOptimizerOwned === true) this.#ownOptimizers.push(optimizer);
    this.model.compile({ optimizer: fresh, loss: loss });
  }

  async trainStep(): Promise<number> {
    const result = await this.model.trainOnBatch(this.batch.xs as Tensor, this.batch.ys as Tensor); // named maps are taken too
    return Array.isArray(result) ? (result[0] ?? NaN) : result;
  }

  predict(model = this.model): number[] {
    const predicted = model.predict(this.batch.xs as Tensor); // a list is taken too
    const outputs = Array.isArray(predicted) ? predicted : [predicted];
    const values = outputs.flatMap((output) => [...output.dataSync()]);
    for (const output of outputs) output.dispose();
    return values;
  }

  /** A copy of all weights, by the place of their layer and their name: a model's own order changes as it is frozen. */
  weights(model = this.model): Weights {
    const named = model.layers.flatMap((layer, place) =>
      layer.weights.map((weight) => [keyOf(place, weight), weight.read().dataSync().slice()] as const),
    );
    return new Map(named);
  }
}

function keyOf(place: number, { originalName }: { readonly originalName: string }): string {
  return `${place}:${originalName}`;
}

/** The first weight that isn't the same bit by bit; `undefined` where all are. */
export function firstDifference(
  before: Weights,
  after: Weights,
  keys: Iterable<string> = before.keys(),
): string | undefined {
  for (const key of keys) {
    const [was, is] = [before.get(key), after.get(key)];
    if (was?.length !== is?.length || was?.some((value, i) => !Object.is(value, is?.[i])) === true)
      return key.replace(/^\d+:/, '');
  }
  return undefined;
}

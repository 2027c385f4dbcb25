import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { cloneMethod, toStringMethod } from 'fast-check';
import { belongsToRun } from '../runs/watch-runs.ts';
import { loadLayers, type LayersPackage } from './load-layers.ts';
import {
  describePlan,
  inputShapeOf,
  lastActivation,
  type Activation,
  type Block,
  type ModelPlan,
} from './model-plan.ts';

type Initializer = ReturnType<LayersPackage['initializers']['heNormal']>;

/** The building of one model: what has to be known beside the plan. */
class Building {
  readonly #tfl: LayersPackage;
  readonly #plan: ModelPlan;
  #seed: number;

  constructor(tfl: LayersPackage, plan: ModelPlan) {
    this.#tfl = tfl;
    this.#plan = plan;
    this.#seed = plan.seed;
  }

  model(): LayersModel {
    const { layers, model: makeModel, input: makeInput } = this.#tfl;
    const { blocks, outputs, task } = this.#plan;
    const inputs = makeInput({ shape: inputShapeOf(this.#plan) });
    let features = inputs;
    for (const block of blocks) features = this.#block(features, block);
    const last = layers.dense({
      units: outputs,
      activation: lastActivation(task),
      // So small that the first predictions say next to nothing, and the first loss is that of who knows nothing.
      kernelInitializer: this.#tfl.initializers.varianceScaling({
        scale: 0.05,
        mode: 'fanIn',
        distribution: 'normal',
        seed: this.#nextSeed(),
      }),
    });
    return makeModel({ inputs, outputs: apply(last, this.#summary(features)) });
  }

  #block(features: SymbolicTensor, block: Block): SymbolicTensor {
    const { layers } = this.#tfl;
    switch (block.kind) {
      case 'pool': {
        const [, height = 1, width = 1] = features.shape;
        return (height ?? 1) < 4 || (width ?? 1) < 4
          ? features
          : apply(layers.maxPooling2d({ poolSize: 2 }), features);
      }
      case 'dropout':
        // With a seed, TensorFlow.js drops the same units in every pass.
        return apply(layers.dropout({ rate: 0.2 }), features);
      case 'layer':
        return this.#layer(features, block, block.width);
      case 'residual': {
        // A sum needs as many channels as it is given.
        const channels = features.shape.at(-1) ?? block.width;
        const inside = this.#layer(
          this.#layer(features, block, block.width),
          { ...block, activation: 'linear' },
          channels,
        );
        return join(layers.add(), [features, inside]);
      }
      case 'branches':
        return join(layers.concatenate(), [
          this.#layer(features, block, block.width, 1),
          this.#layer(features, block, block.width, 3),
        ]);
    }
  }

  /** A layer, with batch norm between it and its activation where the plan says so. */
  #layer(
    features: SymbolicTensor,
    { activation, normalized }: Block,
    width: number,
    kernelSize = 3,
  ): SymbolicTensor {
    const { layers } = this.#tfl;
    // Batch norm takes away every bias, so that one before it could never learn.
    const shared = { useBias: !normalized, kernelInitializer: this.#initializer(activation) };
    const convolution = { ...shared, filters: width, kernelSize, padding: 'same' } as const;
    const { input } = this.#plan;
    const layer =
      input === 'vector'
        ? layers.dense({ ...shared, units: width })
        : input === 'image'
          ? layers.conv2d(convolution)
          : layers.conv1d(convolution);
    let out = apply(layer, features);
    if (normalized) out = apply(layers.batchNormalization({ momentum: 0.9 }), out);
    return activation === 'linear' ? out : apply(layers.activation({ activation }), out);
  }

  #summary(features: SymbolicTensor): SymbolicTensor {
    const { layers } = this.#tfl;
    const { input, summary } = this.#plan;
    if (input === 'vector') return features;
    if (summary === 'flatten') return apply(layers.flatten(), features);
    if (summary === 'average') {
      const pool = input === 'image' ? layers.globalAveragePooling2d({}) : layers.globalAveragePooling1d();
      return apply(pool, features);
    }
    const recurrent = {
      units: 6,
      kernelInitializer: this.#initializer('linear'),
      recurrentInitializer: this.#initializer('linear'),
    };
    return apply(summary === 'lstm' ? layers.lstm(recurrent) : layers.gru(recurrent), features);
  }

  #initializer(activation: Activation): Initializer {
    const { initializers } = this.#tfl;
    const seed = this.#nextSeed();
    return activation === 'relu' || activation === 'elu'
      ? initializers.heNormal({ seed })
      : initializers.glorotNormal({ seed });
  }

  #nextSeed(): number {
    this.#seed += 1;
    return this.#seed;
  }
}

interface Applicable {
  apply(inputs: SymbolicTensor | SymbolicTensor[]): unknown;
}

function apply(layer: Applicable, input: SymbolicTensor): SymbolicTensor {
  return layer.apply(input) as SymbolicTensor; // a layer gives symbolic tensors for symbolic ones, and these give one
}

function join(layer: Applicable, inputs: SymbolicTensor[]): SymbolicTensor {
  return layer.apply(inputs) as SymbolicTensor; // as above
}

/** Builds the model of a plan; it is disposed when the run ends for which it is built. */
export function buildModel(plan: ModelPlan, where: string): LayersModel {
  const model = new Building(loadLayers(where), plan).model();
  belongsToRun(() => {
    disposeModel(model);
  });
  Object.defineProperties(model, {
    [toStringMethod]: { value: () => describePlan(plan) },
    [cloneMethod]: { value: () => buildModel(plan, where) },
  });
  return model;
}

/** Disposes of a model, unless the property did. */
function disposeModel(model: LayersModel): void {
  try {
    model.dispose();
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('already disposed'))) throw error;
  }
}

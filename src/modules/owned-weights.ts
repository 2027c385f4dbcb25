import { engine, variable } from '@tensorflow/tfjs-core';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { LayerLike, LayerWeightLike } from './layer.ts';

interface OwnedWeight {
  readonly variable: Variable;
  /** As it was made; freezing the module doesn't change it, so that thawing leaves moving averages alone. */
  readonly trainable: boolean;
}

/** A name under which TensorFlow.js has no variable yet: it refuses a second one. */
function freeVariableName(wanted: string): string {
  const { registeredVariables } = engine();
  let name = wanted;
  for (let copy = 1; name in registeredVariables; copy += 1) name = `${wanted}_${copy}`;
  return name;
}

/** The variable of a layer's weight, as tfjs-layers hands it to optimizers; `undefined` where the layer was disposed. */
function readVariable(weight: LayerWeightLike): Variable | undefined {
  try {
    const tensor = weight.read();
    return isVariable(tensor) ? tensor : undefined;
  } catch {
    return undefined; // it refuses to give out what is disposed
  }
}

function isVariable(tensor: Tensor): tensor is Variable {
  return 'assign' in tensor && 'trainable' in tensor;
}

/** `conv2d_Conv2D1/kernel` of the first layer in a process is `kernel` of this one. */
function shortName(originalName: string): string {
  return originalName.slice(originalName.lastIndexOf('/') + 1);
}

/** The weights that one module made itself, its layers' included: who made them frees them. */
export class OwnedWeights {
  readonly #weights = new Map<string, OwnedWeight>();
  /** Layers, each with whether it could be trained when it came. */
  readonly #layers = new Map<string, { readonly layer: LayerLike; readonly trainable: boolean }>();
  #freed: readonly Variable[] = [];

  /** Whether a weight or a layer has this name. */
  has(name: string): boolean {
    return this.#weights.has(name) || this.#layers.has(name);
  }

  /** Makes a variable and owns it. */
  make(name: string, path: string, initial: Tensor, trainable: boolean): Variable {
    const made = variable(initial, trainable, freeVariableName(path));
    this.#weights.set(name, { variable: made, trainable });
    return made;
  }

  /** Owns a layer's weights, those that it will make included. */
  adopt(name: string, layer: LayerLike): void {
    this.#layers.set(name, { layer, trainable: layer.trainable });
  }

  /** Each variable with its name in this module. */
  *entries(): Generator<readonly [name: string, weight: OwnedWeight]> {
    yield* this.#weights;
    for (const [layerName, { layer }] of this.#layers) {
      const trainable = new Set(layer.trainableWeights);
      const taken = new Map<string, number>();
      for (const weight of layer.weights) {
        const short = shortName(weight.originalName);
        const copies = taken.get(short) ?? 0;
        taken.set(short, copies + 1);
        const name = `${layerName}/${short}${copies === 0 ? '' : `_${copies}`}`;
        const variable = readVariable(weight);
        if (variable !== undefined) yield [name, { variable, trainable: trainable.has(weight) }];
      }
    }
  }

  /** Lets optimizers move the weights, or keeps them from it. */
  setTrainable(trainable: boolean): void {
    // The layers come first: what they call trainable depends on their own flag.
    for (const each of this.#layers.values()) each.layer.trainable = trainable && each.trainable;
    for (const [, weight] of this.entries()) weight.variable.trainable = trainable && weight.trainable;
  }

  /** The variables as they are: those that were freed last, where there are no others. */
  variables(): readonly Variable[] {
    const owned = Array.from(this.entries(), ([, weight]) => weight.variable);
    return owned.length > 0 ? owned : this.#freed;
  }

  /** Frees everything, so that new ones can be made under the same names. */
  free(): void {
    this.#freed = this.variables();
    for (const each of this.#freed) if (!each.isDisposed) each.dispose();
    this.#weights.clear();
    this.#layers.clear();
  }
}

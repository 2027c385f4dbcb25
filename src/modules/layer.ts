import type { Tensor } from '@tensorflow/tfjs-core';

/** A weight of a layer, as tfjs-layers keeps it. */
export interface LayerWeightLike {
  readonly name: string;
  readonly originalName: string;
  /** The live variable; tfjs-layers' own training loop takes it from here too. */
  read(): Tensor;
}

/**
 * What a module needs of a TensorFlow.js layer. Told by structure, since tfjs-layers is an optional peer: who writes
 * modules without it need not install it.
 */
export interface LayerLike {
  readonly name: string;
  built: boolean;
  trainable: boolean;
  readonly weights: readonly LayerWeightLike[];
  readonly trainableWeights: readonly LayerWeightLike[];
  build(inputShape: (number | null)[]): void;
}

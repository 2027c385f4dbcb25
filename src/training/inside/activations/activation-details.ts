import type { Seed } from '../../../random/generator.ts';

/** What is wrong with what a layer gives. */
export type ActivationFault =
  /** At least half of its units are active for no sample. */
  | { readonly kind: 'dead'; readonly units: number; readonly of: number; readonly mean: number }
  /** More than half of what comes in lies where it is flat; `typical` is the middle of it, without its sign. */
  | { readonly kind: 'saturated'; readonly flat: number; readonly of: number; readonly typical: number }
  /** It is the same for every sample, though what it reads is not. */
  | { readonly kind: 'constant'; readonly value: number };

/** What a layer gives, as data. */
export interface LayerActivations {
  /** The layer or module; for a function, the kernel and the user's line. */
  readonly layer: string;
  readonly kernel: string;
  readonly fault: ActivationFault | undefined;
  /** The share of its units that are active for no sample, where it is a rectifier; of values where it is flat, elsewhere. */
  readonly share: number;
}

/** What the layers of a model give over a batch, as data. */
export interface HealthyActivationsDetails {
  readonly layers: readonly LayerActivations[];
  readonly samples: number;
  readonly seed: Seed;
}

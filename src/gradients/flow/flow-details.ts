import type { Seed } from '../../random/generator.ts';

/** An operation on the way from a weight to the loss. */
export interface Place {
  /** The kernel's name; `customGrad` for an operation with a gradient of the user's. */
  readonly kernel: string;
  /** The layer or module that was at work. */
  readonly part: string | undefined;
  /** The user's line, e.g. `src/loss.ts:12:5`. */
  readonly line: string | undefined;
}

/** Why an operation lets nothing through. */
export type BlockReason =
  /** Its gradient is zero everywhere: rounding, a sign, an argMax. */
  | 'flat'
  /** It cuts fractions off; TensorFlow.js passes a gradient through it that isn't there. */
  | 'truncates'
  /** Every value that comes in lies where it is flat: an all-negative ReLU, a saturated clip. */
  | 'saturated'
  /** It multiplies by zero. */
  | 'zero-factor'
  /** It says that it has none: a gradient of the user's own that is zero. */
  | 'own-gradient'
  /** What it passes on to one place cancels what it passes on to another. */
  | 'cancels';

/** How the gradient of one weight came out. */
export type FlowVerdict =
  | { readonly kind: 'healthy' }
  /** Named by `except`. */
  | { readonly kind: 'excepted' }
  /** The loss does not depend on it. */
  | {
      readonly kind: 'disconnected';
      /** The last operation that was computed from it; `undefined` where nothing is. */
      readonly end: Place | undefined;
      /** Where values on the way were read out: what goes on from there is no longer connected. */
      readonly readAt: readonly string[];
    }
  /** An operation on the way has no gradient at all, so that a training step throws. */
  | { readonly kind: 'no-gradient'; readonly by: Place; readonly reason: string }
  /** A path leads to it, and zeros come along. */
  | { readonly kind: 'blocked'; readonly by: readonly (Place & { readonly reason: BlockReason })[] }
  | {
      readonly kind: 'not-finite';
      /** The first operation that gave NaN or an infinity, going forward or, where all of that is finite, going back. */
      readonly by: Place | undefined;
      readonly direction: 'forward' | 'backward';
    }
  /** At least half of its layer's units fire for no sample of the batch. */
  | { readonly kind: 'dead'; readonly units: number; readonly of: number; readonly by: Place }
  /** All units hold the same weights and get the same gradient, so that they will never differ. */
  | { readonly kind: 'symmetric'; readonly units: number; readonly distinct: number }
  /** The gradient has all but gone on its way to the first layers; `ratio` is its norm, beside that at the last layer. */
  | { readonly kind: 'vanishing'; readonly ratio: number; readonly by: Attenuation | undefined }
  /** It has grown on the way; `ratio` is the norm of what came back to the layer, beside that at the last one. */
  | { readonly kind: 'exploding'; readonly ratio: number; readonly by: Attenuation | undefined };

/** The kernel that changed the size of the gradient most, on the way back. */
export interface Attenuation {
  readonly kernel: string;
  readonly steps: number;
  /** By how much all of them together. */
  readonly factor: number;
}

/** One trainable weight, as data. */
export interface WeightFlow {
  readonly name: string;
  /** The layer or module that owns it. */
  readonly owner: string;
  readonly shape: readonly number[];
  readonly verdict: FlowVerdict;
  readonly gradientNorm: number;
  readonly weightNorm: number;
}

/** All trainable weights of a layer or module, in the order of the model: what a report plots. */
export interface LayerFlow {
  readonly name: string;
  readonly gradientNorm: number;
  readonly weightNorm: number;
  readonly weights: number;
}

/** How the gradient flows through a model, as data. */
export interface GradientFlowDetails {
  readonly weights: readonly WeightFlow[];
  readonly layers: readonly LayerFlow[];
  /** The loss at which the gradient was taken; penalties of a layers model's regularizers left out. */
  readonly loss: number;
  readonly seed: Seed;
}

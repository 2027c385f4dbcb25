import type { GradientPattern, MeasuredEntry } from './gradient-pattern.ts';

/** How one input came out of a gradient check. */
export type InputVerdict =
  /** Every probe agreed. */
  | { readonly kind: 'right' }
  /** A probe disagreed, and an entry that is off was found. */
  | {
      readonly kind: 'wrong';
      readonly worst: MeasuredEntry & { readonly index: readonly number[] };
      readonly pattern: GradientPattern | undefined;
    }
  /** The output moves with the input, but no gradient reaches it. */
  | { readonly kind: 'detached'; readonly change: number }
  /** The function is finite here and its gradient is not. */
  | { readonly kind: 'not-finite'; readonly entries: number; readonly index: readonly number[] }
  /** Twice the incoming gradient does not give twice the gradient. */
  | {
      readonly kind: 'not-linear';
      readonly index: readonly number[];
      /** Whether it is the same whatever comes in. */
      readonly ignores: boolean;
      readonly once: number;
      readonly twice: number;
    }
  /** The same incoming gradient gives another gradient each time. */
  | {
      readonly kind: 'not-repeatable';
      readonly index: readonly number[];
      readonly first: number;
      readonly second: number;
    }
  /** Nothing can be said: not of a gradient that is right, and not of one that is wrong. */
  | { readonly kind: 'inconclusive'; readonly cause: InconclusiveCause; readonly reason: string };

/** Why nothing can be said of a gradient: corners, noise that is large beside it, another path through the function nearby, or values that are not finite there. */
export type InconclusiveCause = 'corners' | 'noise' | 'other-path' | 'not-finite';

/** One input of a gradient check, as data. */
export interface InputReport {
  readonly name: string;
  readonly shape: readonly number[];
  readonly verdict: InputVerdict;
  /** Norm of the analytic gradient, per unit of the input's root mean square. */
  readonly gradientNorm: number;
  /** The largest disagreement of a probe, in the same unit. */
  readonly error: number;
  /** What was allowed, in the same unit. */
  readonly tolerance: number;
  /** Entries left out, since the function has a corner exactly there. */
  readonly kinks: number;
  /** How often the function was run for this input. */
  readonly evaluations: number;
}

/** What a gradient check found, as data. */
export interface GradcheckDetails {
  readonly inputs: readonly InputReport[];
  /** Set when the gradient, or the function itself, could not be computed or is not a function at all. */
  readonly problem:
    | { readonly kind: 'throws'; readonly error: string }
    /** A gradient whose shape or dtype is not that of what it belongs to; `received` and `expected` are such shapes or dtypes. */
    | {
        readonly kind: 'wrong-shape' | 'wrong-dtype';
        /** The op, and its input, as TensorFlow.js names them. */
        readonly op: string;
        readonly input: string;
        readonly received: string;
        readonly expected: string;
      }
    | { readonly kind: 'not-deterministic' }
    | { readonly kind: 'output-not-finite' }
    | undefined;
  /** Elements that come out; where there are several, their sum is differentiated, each with a fixed random weight. */
  readonly outputSize: number;
  readonly order: 1 | 2;
  readonly probes: number;
  readonly seed: number | string;
  readonly rtol: number;
  readonly atol: number;
  /** Calls of kernels whose choice was kept at the base point and made again nearby. */
  readonly replayedKernels: number;
}

import type { Climbing } from './climbing.ts';

/** What became of the loss, as data. */
export interface LowerLossDetails {
  readonly steps: number;
  /** The loss of the first step's own data, before the first step and as training went on. */
  readonly losses: readonly number[];
  readonly verdict:
    | 'falls'
    /** It stays within rounding of what it was. */
    | 'flat'
    /** It falls by next to nothing, though a step of a usual size against its gradient lowers it well. */
    | 'crawls'
    /** It fell at first, and no longer does, though a step of a usual size would lower it still. */
    | 'stalls'
    | 'rises'
    /** It is higher than before after every part of the steps, though a step of a usual size lowers it. */
    | 'overshoots'
    /** It became NaN or an infinity. */
    | 'diverges'
    /** It is below zero and falls faster and faster, as a loss does whose sign is wrong. */
    | 'runs away'
    /** It goes up and down, or several losses are trained against each other. */
    | 'unclear';
  /** What one step of a usual size against the gradient does; `undefined` where none lowers the loss, or none was tried. */
  readonly usual: { readonly fall: number; readonly share: number } | undefined;
  /** What it does after the last step, where all were taken; `undefined` as above. */
  readonly atEnd: LowerLossDetails['usual'];
  /** Variables that are not moved against their gradient. */
  readonly climbing: readonly Climbing[];
}

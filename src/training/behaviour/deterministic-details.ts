import type { OutputDifference } from './noise.ts';
import type { Origin } from './trace.ts';

/** Noise that is the same in every training pass, as data. */
export interface FixedNoise {
  /** What drew it, e.g. `randomNormal`. */
  readonly op: string;
  readonly shape: readonly number[];
  readonly part: string | undefined;
  readonly line: string | undefined;
}

/** What two runs on the same input gave, as data. */
export interface DeterminismDetails {
  /** Outputs of which two inference passes differ. */
  readonly random: readonly OutputDifference[];
  /** The first kernel that gave something else. */
  readonly origin: Origin | undefined;
  /** Weights that an inference pass moved. */
  readonly moved: readonly string[];
  readonly fixed: readonly FixedNoise[];
  /** Random tensors that a training pass draws anew. */
  readonly drawnInTraining: number;
}

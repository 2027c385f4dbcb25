import type { ConfigDifference, WeightDifference } from './compare-models.ts';
import type { OutputDifference } from './noise.ts';
import type { Origin } from './trace.ts';

/** What a model that was saved and loaded has lost, as data. */
export interface RoundTripDetails {
  /** Outputs that are not the same, bit for bit. */
  readonly outputs: readonly OutputDifference[];
  /** The first kernel that gives something else in the loaded model. */
  readonly origin: Origin | undefined;
  /** What a layer knows that its loaded twin does not know, or knows otherwise. */
  readonly config: readonly ConfigDifference[];
  readonly weights: readonly WeightDifference[];
  /** Why it could not be saved or loaded at all. */
  readonly failure:
    | { readonly step: 'save' | 'load'; readonly reason: string; readonly hint: string | undefined }
    | undefined;
}

import type { BoundBy } from './environment.ts';
import type { ParsedShape } from './types.ts';

/** A name, what it stood for, and who bound it. */
export interface NameInFailure extends BoundBy {
  readonly name: string;
  readonly value: number | readonly number[];
  /** Of a run that broadcasts: further tensors that made it what it is. */
  readonly widenedBy?: readonly string[];
}

/** Which axis a tensor fails at, and why; plain data. Discriminated by `kind`. */
export type ShapeFailure = {
  /** The tensor as the user knows it; empty where there is only one. */
  readonly tensor: string;
} & (
  | {
      readonly kind: 'rank';
      readonly rank: number;
      readonly expected: number;
      /** Whether a higher rank would fit as well. */
      readonly orMore: boolean;
      /** Above 1 where the axes beyond `expected` must come in multiples, as for `*a *a`. */
      readonly inStepsOf: number;
      readonly names: readonly NameInFailure[];
    }
  | {
      readonly kind: 'size';
      readonly axis: number;
      /** The axis of the spec, e.g. `2*height`. */
      readonly token: string;
      readonly size: number;
      readonly expected: number;
      readonly orOne: boolean;
      /** The names that made `expected`; empty for a fixed size. */
      readonly names: readonly NameInFailure[];
    }
  | {
      readonly kind: 'unsolvable';
      readonly axis: number;
      readonly token: string;
      readonly size: number;
      /** The unbound name for which no size fits; empty where the formula has no value at all. */
      readonly unbound: string;
      /** Why the formula has no value; empty where an unbound name has no fitting size. */
      readonly problem: '' | 'divides by zero' | 'is beyond 2^53';
      readonly names: readonly NameInFailure[];
    }
  | {
      readonly kind: 'run';
      /** The first axis that disagrees. */
      readonly axis: number;
      readonly from: number;
      readonly token: string;
      readonly sizes: readonly number[];
      readonly expected: readonly number[];
      readonly names: readonly NameInFailure[];
    }
);

/** The outcome of a match. */
export type ShapeMatch =
  { readonly matches: true } | { readonly matches: false; readonly failure: ShapeFailure };

/** One tensor of a call. */
export interface ShapeEntry {
  readonly tensor: string;
  readonly shape: readonly number[];
  readonly parsed: ParsedShape;
}

/** The one match that succeeds; shared, so that it costs nothing. */
export const MATCHED: ShapeMatch = { matches: true };

/** A match that fails. */
export function fails(failure: ShapeFailure): ShapeMatch {
  return { matches: false, failure };
}

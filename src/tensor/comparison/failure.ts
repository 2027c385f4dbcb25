import type { ElementValue } from '../print-number.ts';
import type { Rule } from './rule.ts';

/** What a message says of a tensor without its data. */
export interface TensorFacts {
  readonly dtype: string;
  readonly shape: readonly number[];
}

/** One pair of elements that do not agree. */
export interface ElementMismatch {
  readonly index: readonly number[];
  readonly actual: ElementValue;
  readonly expected: ElementValue;
  /** `|actual − expected|`, a modulus for complex numbers; NaN where it means nothing. */
  readonly difference: number;
}

/** Mismatches that no tolerance would cover, by kind. */
export interface SpecialMismatches {
  readonly nanOnlyInActual: number;
  readonly nanOnlyInExpected: number;
  /** NaN in both, which is a mismatch unless `equalNaN` is set. */
  readonly nanInBoth: number;
  /** An infinity that stands against anything but itself. */
  readonly infinity: number;
  /** -0 against 0, where their signs count. */
  readonly zeroSign: number;
}

/** A regularity that explains the mismatching elements. */
export interface PatternHint {
  readonly pattern: string;
  readonly sentence: string;
}

/** Elements that do not agree, in two tensors of one shape. */
export interface ValuesFailure {
  readonly kind: 'values';
  readonly path: string;
  readonly actual: TensorFacts;
  readonly expected: TensorFacts;
  readonly rule: Rule;
  /** Where the tolerance came from. */
  readonly origin: string;
  readonly elements: number;
  readonly mismatched: number;
  /** The first few mismatches, by position. */
  readonly first: readonly ElementMismatch[];
  readonly worstAbsolute: ElementMismatch | undefined;
  /** Worst by `difference / |expected|`, among mismatches whose expected value is not 0. */
  readonly worstRelative: (ElementMismatch & { readonly relative: number }) | undefined;
  readonly special: SpecialMismatches;
  /** The smallest of each that would pass while the other stays; absent where none would. */
  readonly wouldPass: { readonly atol?: number; readonly rtol?: number; readonly maxUlps?: number };
  readonly hints: readonly PatternHint[];
}

/** Two tensors of different shapes: their elements have no counterparts. */
export interface ShapeFailure {
  readonly kind: 'shape';
  readonly path: string;
  readonly actual: TensorFacts;
  readonly expected: TensorFacts;
  readonly hints: readonly PatternHint[];
}

/** Two tensors of one shape and different dtypes. */
export interface DtypeFailure {
  readonly kind: 'dtype';
  readonly path: string;
  readonly actual: TensorFacts;
  readonly expected: TensorFacts;
  /** Whether the elements agree when the dtypes are overlooked. */
  readonly valuesAgree: boolean;
  readonly hints: readonly PatternHint[];
}

/** A part of a tree that is in one of the two only, or of another kind, or a plain value that differs. */
export interface StructureFailure {
  readonly kind: 'missing' | 'extra' | 'kind' | 'value';
  readonly path: string;
  /** A short description; empty where there is nothing. */
  readonly actual: string;
  readonly expected: string;
}

export type LeafFailure = ValuesFailure | ShapeFailure | DtypeFailure | StructureFailure;

/** What a comparison found, as plain data. */
export interface ComparisonDetails {
  /** How many pairs of tensors were compared. */
  readonly tensors: number;
  /** How many pairs of elements they hold. */
  readonly elements: number;
  /** Every part that does not agree, in the order of the tree. */
  readonly failures: readonly LeafFailure[];
}

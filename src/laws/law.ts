import type { Tensor } from '@tensorflow/tfjs-core';
import type { HostOutput } from '../training/behaviour/scene.ts';

/** How the tensors of a case are handed over: one after the other, or in one object by name. */
export type InputForm =
  { readonly kind: 'arguments' } | { readonly kind: 'object'; readonly names: readonly string[] };

/** A tensor as plain data. */
export interface TensorData {
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly shape: readonly number[];
  /** In row-major order. */
  readonly values: readonly number[];
}

/** What a subject gave: its outputs, or what it threw. */
export type Outcome =
  | {
      readonly kind: 'outputs';
      readonly outputs: readonly HostOutput[];
      /** Whether they are plain numbers, which have no dtype. */
      readonly isPlain: boolean;
    }
  | { readonly kind: 'error'; readonly message: string; readonly error: unknown };

/** One side of a law, as data: what was computed, and what came of it. */
export interface LawResult {
  /** The expression: `decode(encode(x))`. */
  readonly expression: string;
  /** A line for each output: `float32[1, 2] [0, 1]`; or what was thrown. */
  readonly outputs: readonly string[];
}

/** Where two results part, as data. */
export interface LawDifference {
  /** Empty where there is only one. */
  readonly output: string;
  readonly kind: 'values' | 'shape' | 'dtype' | 'outputs';
  /** Of the element that is furthest off; only of values. */
  readonly index: readonly number[];
  readonly actual: number;
  readonly expected: number;
  readonly differing: number;
  readonly elements: number;
}

/** One case that breaks a law, as data. */
export interface Breach {
  /** A search keeps to the kind that it found first. */
  readonly kind: 'differs' | 'throws' | 'shape' | 'varies' | 'range' | 'order';
  /** Completes the sentence of the law; empty where the law says it all. */
  readonly reason: string;
  readonly results: readonly LawResult[];
  readonly difference?: LawDifference | undefined;
  /** What was thrown. */
  readonly error?: unknown;
  /** The calls that show it, of the inputs by their names. @defaultValue the last of the expressions */
  readonly code?: string | undefined;
  /** What was drawn beside the inputs, in words: `the order [1, 0]`. */
  readonly drawn?: string | undefined;
  /** What it might mean; only where the evidence supports it. */
  readonly hint?: string | undefined;
}

/** What is drawn for one run. */
export interface LawCase {
  /** In the order of the inputs. */
  readonly inputs: readonly Tensor[];
  /** Of the same shapes, for a law about two inputs. */
  readonly others: readonly Tensor[];
  /** What the law draws beside the inputs. */
  readonly drawn: unknown;
  /** What the inputs are called. */
  readonly names: readonly string[];
  readonly form: InputForm;
}

/** A case of which a law says nothing, and why. */
export interface Passed {
  readonly unjudged: string;
}

/** An arbitrary of fast-check by structure, so that the types need no fast-check. */
export interface Drawable<Value = unknown> {
  generate(...parameters: never[]): { readonly value: Value };
  canShrinkWithoutContext(value: unknown): boolean;
  shrink(...parameters: never[]): unknown;
}

/** A law about one subject: what is drawn, and what must hold. */
export interface Law {
  /** What is claimed, in one expression: `decode(encode(x)) = x`. */
  readonly claim: string;
  /** Whether each run draws a second set of inputs. */
  readonly isOfPairs: boolean;
  /** What is drawn beside the inputs: one of a list, the simplest first, or from an arbitrary. */
  readonly draws: readonly unknown[] | Drawable | undefined;
  /** @returns `undefined` where the law holds */
  readonly judge: (one: LawCase) => Promise<Breach | Passed | undefined>;
}

/** The case that breaks a law, as simple as it was found, as data. */
export interface Counterexample {
  readonly inputs: readonly { readonly name: string; readonly text: string; readonly tensor: TensorData }[];
  /** What else was drawn: `shifted by 2`; empty where nothing was. */
  readonly drawn: string;
  readonly breach: Breach;
  /** TypeScript to paste into a test. */
  readonly code: string;
  /** Which run failed, from 1. */
  readonly run: number;
  /** How often it was made simpler. */
  readonly shrinks: number;
  /** With the seed, replays it. */
  readonly path: string;
  /** Hints from the case as it was before it was made simpler. */
  readonly hint: string | undefined;
}

/** What came of a law, as data. */
export interface LawDetails {
  /** What was claimed: `decode(encode(x)) is x`. */
  readonly claim: string;
  readonly subject: string;
  readonly counterexample: Counterexample | undefined;
  /** Runs in which the law had something to say. */
  readonly judged: number;
  readonly runs: number;
  readonly seed: number | string;
}

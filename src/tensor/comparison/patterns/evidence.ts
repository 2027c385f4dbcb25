/* eslint-disable @typescript-eslint/no-non-null-assertion -- every position here is below the size */
import type { Elements } from '../../elements.ts';
import { agree, type Rule } from '../rule.ts';

/** Two tensors of real numbers and one shape that do not agree: what a pattern has to explain. */
export interface Evidence {
  readonly shape: readonly number[];
  readonly rule: Rule;
  readonly actual: Elements;
  readonly expected: Elements;
}

/** A pattern looks for one kind of regularity. */
export interface Pattern {
  /** How details name it. */
  readonly name: string;
  /**
   * @returns a sentence that says what the data shows and no more; `undefined` where it shows nothing of the kind
   */
  find(evidence: Evidence): string | undefined;
}

/** A prediction must leave at most this share of a mismatch: a wide tolerance alone explains nothing. */
const LEFT_OVER = 0.05;

/** Rounding of a product or a sum in float32, relative to its parts. */
const ROUNDING = 5e-7;

/**
 * Whether a prediction accounts for one element.
 * @param predicted what the pattern says `actual` is
 */
export function accountsFor(rule: Rule, actual: number, expected: number, predicted: number): boolean {
  const left = Math.abs(actual - predicted);
  const isNear = agree(rule, actual, predicted) || left <= ROUNDING * (Math.abs(actual) + Math.abs(expected));
  return isNear && (agree(rule, actual, expected) || left <= LEFT_OVER * Math.abs(actual - expected));
}

/**
 * Whether a prediction accounts for every element.
 * @param evidence what is to be explained
 * @param predict what `actual` is at a position, by the pattern; `undefined` where it makes no claim
 */
export function explains(evidence: Evidence, predict: (position: number) => number | undefined): boolean {
  const { actual, expected, rule } = evidence;
  for (let i = 0; i < actual.length; i++) {
    const predicted = predict(i);
    if (predicted !== undefined && !accountsFor(rule, actual[i]!, expected[i]!, predicted)) return false;
  }
  return true;
}

/**
 * Whether something holds for every pair that does not agree.
 * @param holds stops the search when it returns false
 */
export function everyMismatch(
  { actual, expected, rule }: Evidence,
  holds: (actual: number, expected: number, position: number) => boolean,
): boolean {
  for (let i = 0; i < actual.length; i++) {
    const a = actual[i]!;
    const e = expected[i]!;
    if (a === e || agree(rule, a, e)) continue;
    if (!holds(a, e, i)) return false;
  }
  return true;
}

/** Enough mismatches of enough different values: with fewer, almost any two tensors show some pattern. */
export function isTelling(evidence: Evidence): boolean {
  const values = new Set<number>();
  let mismatches = 0;
  // the search stops as soon as there is enough
  return !everyMismatch(evidence, (_, expected) => {
    mismatches++;
    if (values.size < 3) values.add(expected);
    const isEnough = (mismatches >= 3 && values.size >= 3) || (mismatches >= 16 && values.size >= 2);
    return !isEnough;
  });
}

/** One mismatch. */
export interface Sample {
  readonly actual: number;
  readonly expected: number;
}

/** Mismatches among which the best sample is looked for. */
const SAMPLES = 64;

/**
 * The mismatch, among the first few, at which a quantity is known best.
 * @param isBetter whether the first sample is to be preferred to the second
 * @returns `undefined` where no mismatch is between finite numbers
 */
export function bestSample(
  evidence: Evidence,
  isBetter: (sample: Sample, best: Sample) => boolean,
): Sample | undefined {
  let best: Sample | undefined;
  let seen = 0;
  everyMismatch(evidence, (actual, expected) => {
    const sample = { actual, expected };
    if (Number.isFinite(actual - expected) && (best === undefined || isBetter(sample, best))) best = sample;
    return ++seen < SAMPLES;
  });
  return best;
}

import type { PatternHint } from '../failure.ts';
import { constantFactor } from './constant-factor.ts';
import { constantOffset } from './constant-offset.ts';
import { constant } from './constant.ts';
import { isTelling, type Evidence, type Pattern } from './evidence.ts';
import { oneSlice } from './one-slice.ts';
import { permutedChannels } from './permuted-channels.ts';
import { repeatedSlices } from './repeated-slices.ts';
import { reversed } from './reversed.ts';
import { shifted } from './shifted.ts';
import { signFlipped } from './sign-flipped.ts';
import { softmaxApplied } from './softmax-applied.ts';
import { transposed } from './transposed.ts';
import { truncated } from './truncated.ts';

/** Where the mismatches are. */
const PLACES: readonly Pattern[] = [oneSlice];

/** How the values are related; the first that explains them is named, the simpler explanations first. */
const RELATIONS: readonly Pattern[] = [
  constant,
  signFlipped,
  constantFactor,
  constantOffset,
  truncated,
  transposed,
  shifted,
  reversed,
  permutedChannels,
  repeatedSlices,
  softmaxApplied,
];

/**
 * Looks for regularities in what does not agree.
 * @param evidence two tensors of real numbers
 * @returns at most one hint on the place of the mismatches and one on their values; none where the data shows none
 */
export function findPatterns(evidence: Evidence): PatternHint[] {
  const place = firstOf(PLACES, evidence);
  const relation = isTelling(evidence) ? firstOf(RELATIONS, evidence) : undefined;
  return [place, relation].filter((hint) => hint !== undefined);
}

/**
 * Looks whether whole numbers are what a cast left of fractions, which a difference of dtypes makes likely.
 * @param evidence a tensor of integers, and one of floats as `expected`
 */
export function findTruncation(evidence: Evidence): PatternHint[] {
  const hint = isTelling(evidence) ? firstOf([truncated], evidence) : undefined;
  return hint === undefined ? [] : [hint];
}

function firstOf(patterns: readonly Pattern[], evidence: Evidence): PatternHint | undefined {
  for (const pattern of patterns) {
    const sentence = pattern.find(evidence);
    if (sentence !== undefined) return { pattern: pattern.name, sentence };
  }
  return undefined;
}

export type { Evidence } from './evidence.ts';

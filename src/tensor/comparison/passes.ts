/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index here is below a length */
import type { MismatchCollector } from './mismatch-collector.ts';
import { agreeComplex, type CloseRule, type Rule, type UlpsRule } from './rule.ts';
import { floatRank } from './ulp-distance.ts';

/*
 * One pass over two arrays of numbers. Each loop has one cheap test that holds only where the rule surely holds;
 * everything else (a NaN, an infinity, a mismatch) is offered to the collector, which knows the rule in full.
 * Each loop is a function of its own, so that the engine compiles it for one kind of array.
 */

/** The elements of a tensor of numbers; complex ones are interleaved. */
export type Numbers = Float32Array | Int32Array | Uint8Array;

/** Some elements of the two tensors, side by side. */
export interface Span<Values = Numbers> {
  readonly actual: Values;
  /** As many as `actual`. */
  readonly expected: Values;
  /** Position of the first element in the whole tensor. */
  readonly base: number;
}

/**
 * Compares elements that are real numbers.
 * @param span what to compare
 * @param rule how
 * @param collector takes the mismatches
 */
export function comparePass(span: Span, rule: Rule, collector: MismatchCollector): void {
  if (rule.kind === 'ulps') {
    if (isFloatSpan(span)) ulpsPass(span, rule, collector);
    else exactPass(span, collector);
  } else if (rule.signedZero) zeroSignPass(span, rule, collector);
  else if (rule.rtol === 0 && rule.atol === 0) {
    if (isFloatSpan(span)) exactFloatPass(span, collector);
    else exactPass(span, collector);
  } else if (isFloatSpan(span)) closeFloatPass(span, rule, collector);
  else closePass(span, rule, collector);
}

function isFloatArray(values: Numbers): values is Float32Array {
  // by name, since `instanceof` fails for an array of another VM realm
  return values.constructor.name === 'Float32Array';
}

function isFloatSpan(span: Span): span is Span<Float32Array> {
  return isFloatArray(span.actual) && isFloatArray(span.expected);
}

function closeFloatPass(
  { actual, expected, base }: Span<Float32Array>,
  { rtol, atol }: CloseRule,
  collector: MismatchCollector,
): void {
  const length = actual.length;
  for (let i = 0; i < length; i++) {
    const a = actual[i]!;
    const e = expected[i]!;
    // Written as a difference it is NaN where an infinity is involved, so that Inf ≤ Inf can't slip through.
    if (!(Math.abs(a - e) - (atol + rtol * Math.abs(e)) <= 0)) collector.offer(base + i, a, e);
  }
}

function closePass(
  { actual, expected, base }: Span,
  { rtol, atol }: CloseRule,
  collector: MismatchCollector,
): void {
  const length = actual.length;
  for (let i = 0; i < length; i++) {
    const a = actual[i]!;
    const e = expected[i]!;
    if (!(Math.abs(a - e) - (atol + rtol * Math.abs(e)) <= 0)) collector.offer(base + i, a, e);
  }
}

function exactFloatPass({ actual, expected, base }: Span<Float32Array>, collector: MismatchCollector): void {
  const length = actual.length;
  for (let i = 0; i < length; i++) {
    if (actual[i]! !== expected[i]!) collector.offer(base + i, actual[i]!, expected[i]!);
  }
}

function exactPass({ actual, expected, base }: Span, collector: MismatchCollector): void {
  const length = actual.length;
  for (let i = 0; i < length; i++) {
    if (actual[i]! !== expected[i]!) collector.offer(base + i, actual[i]!, expected[i]!);
  }
}

/** A pair of zeros needs a look at its signs, which the collector takes. */
function zeroSignPass(
  { actual, expected, base }: Span,
  { rtol, atol }: CloseRule,
  collector: MismatchCollector,
): void {
  const length = actual.length;
  for (let i = 0; i < length; i++) {
    const a = actual[i]!;
    const e = expected[i]!;
    if (!(Math.abs(a - e) - (atol + rtol * Math.abs(e)) <= 0) || (a === 0 && e === 0)) {
      collector.offer(base + i, a, e);
    }
  }
}

const EXPONENT = 0x7f800000;

function ulpsPass(
  { actual, expected, base }: Span<Float32Array>,
  { maxUlps }: UlpsRule,
  collector: MismatchCollector,
): void {
  const length = actual.length;
  const actualBits = new Int32Array(actual.buffer, actual.byteOffset, length);
  const expectedBits = new Int32Array(expected.buffer, expected.byteOffset, length);
  for (let i = 0; i < length; i++) {
    const a = actualBits[i]!;
    const e = expectedBits[i]!;
    const isFinite = (a & EXPONENT) !== EXPONENT && (e & EXPONENT) !== EXPONENT;
    if (!isFinite || Math.abs(floatRank(a) - floatRank(e)) > maxUlps) {
      collector.offer(base + i, actual[i]!, expected[i]!);
    }
  }
}

/**
 * Compares complex elements, real and imaginary parts interleaved.
 * @param span what to compare; `base` counts whole elements
 * @param rule how
 * @param collector takes the mismatches
 */
export function complexPass(
  { actual, expected, base }: Span,
  rule: Rule,
  collector: MismatchCollector,
): void {
  const isStrict = rule.kind === 'close' && rule.signedZero;
  const length = actual.length / 2;
  for (let i = 0; i < length; i++) {
    const [ar, ai, er, ei] = [actual[2 * i]!, actual[2 * i + 1]!, expected[2 * i]!, expected[2 * i + 1]!];
    if (!isStrict && ar === er && ai === ei) continue;
    if (agreeComplex(rule, [ar, ai], [er, ei])) continue;
    const [a, e] = [
      { real: ar, imaginary: ai },
      { real: er, imaginary: ei },
    ];
    collector.record(base + i, a, e, Math.hypot(ar - er, ai - ei), Math.hypot(er, ei));
  }
}

/**
 * Compares strings, which agree when they are the same.
 * @param actual the strings under test
 * @param expected their counterparts, as many
 * @param collector takes the mismatches
 */
export function stringPass(
  actual: readonly string[],
  expected: readonly string[],
  collector: MismatchCollector,
): void {
  for (const [i, a] of actual.entries()) {
    const e = expected[i] ?? '';
    if (a !== e) collector.record(i, a, e, NaN, NaN);
  }
}

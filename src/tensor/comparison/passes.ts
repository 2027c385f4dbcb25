/* eslint-disable @typescript-eslint/no-non-null-assertion -- every index here is below a length */
import type { Elements } from '../elements.ts';
import type { MismatchCollector } from './mismatch-collector.ts';
import type { CloseRule, Rule, UlpsRule } from './rule.ts';
import { floatRank } from './ulp-distance.ts';

/*
 * One pass over two arrays of numbers. Each loop has one cheap test that holds only where the rule surely holds;
 * everything else (a NaN, an infinity, a mismatch) is offered to the collector, which knows the rule in full.
 * Each loop is a function of its own, so that the engine compiles it for one kind of array; the two that nearly
 * every comparison runs take four elements a turn, which makes them more than twice as fast.
 */

/** Some elements of the two tensors, side by side. */
export interface Span<Array extends Elements = Elements> {
  readonly actual: Array;
  /** As many as `actual`. */
  readonly expected: Array;
  /** Position of the first element in the whole tensor. */
  readonly base: number;
}

/**
 * Compares elements that are real numbers.
 * @param span what to compare
 * @param rule how
 * @param collector takes the mismatches
 */
export function realPass(span: Span, rule: Rule, collector: MismatchCollector): void {
  const isFloats = isFloatSpan(span);
  if (rule.kind === 'ulps') {
    if (isFloats) ulpsPass(span, rule, collector);
    else exactPass(span, collector);
  } else if (rule.signedZero) {
    zeroSignPass(span, rule, collector);
  } else if (rule.rtol === 0 && rule.atol === 0) {
    if (isFloats) exactFloatPass(span, collector);
    else exactPass(span, collector);
  } else if (isFloats) {
    closeFloatPass(span, rule, collector);
  } else {
    closePass(span, rule, collector);
  }
}

/**
 * Whether an array holds float32 numbers. It goes by name, since `instanceof` fails for an array of another VM realm.
 * @param elements the data of a tensor
 */
export function isFloat(elements: Elements): elements is Float32Array {
  return elements.constructor.name === 'Float32Array';
}

function isFloatSpan(span: Span): span is Span<Float32Array> {
  return isFloat(span.actual) && isFloat(span.expected);
}

function closeFloatPass(span: Span<Float32Array>, rule: CloseRule, collector: MismatchCollector): void {
  const { actual, expected, base } = span;
  const { rtol, atol } = rule;
  const length = actual.length;
  const whole = length - (length % 4);
  for (let i = 0; i < whole; i += 4) {
    const a0 = actual[i]!;
    const a1 = actual[i + 1]!;
    const a2 = actual[i + 2]!;
    const a3 = actual[i + 3]!;
    const e0 = expected[i]!;
    const e1 = expected[i + 1]!;
    const e2 = expected[i + 2]!;
    const e3 = expected[i + 3]!;
    if (a0 === e0 && a1 === e1 && a2 === e2 && a3 === e3) continue;
    // By how much each is over its tolerance. Infinities make it NaN, so that Inf ≤ Inf can't slip through.
    const over0 = Math.abs(a0 - e0) - (atol + rtol * Math.abs(e0));
    const over1 = Math.abs(a1 - e1) - (atol + rtol * Math.abs(e1));
    const over2 = Math.abs(a2 - e2) - (atol + rtol * Math.abs(e2));
    const over3 = Math.abs(a3 - e3) - (atol + rtol * Math.abs(e3));
    if (!(over0 <= 0 && over1 <= 0 && over2 <= 0 && over3 <= 0)) {
      for (let k = i; k < i + 4; k++) collector.offer(base + k, actual[k]!, expected[k]!);
    }
  }
  for (let i = whole; i < length; i++) collector.offer(base + i, actual[i]!, expected[i]!);
}

function exactFloatPass(span: Span<Float32Array>, collector: MismatchCollector): void {
  const { actual, expected, base } = span;
  const length = actual.length;
  const whole = length - (length % 4);
  for (let i = 0; i < whole; i += 4) {
    if (
      actual[i]! !== expected[i]! ||
      actual[i + 1]! !== expected[i + 1]! ||
      actual[i + 2]! !== expected[i + 2]! ||
      actual[i + 3]! !== expected[i + 3]!
    ) {
      for (let k = i; k < i + 4; k++) collector.offer(base + k, actual[k]!, expected[k]!);
    }
  }
  for (let i = whole; i < length; i++) collector.offer(base + i, actual[i]!, expected[i]!);
}

function closePass({ actual, expected, base }: Span, rule: CloseRule, collector: MismatchCollector): void {
  const { rtol, atol } = rule;
  for (let i = 0; i < actual.length; i++) {
    const a = actual[i]!;
    const e = expected[i]!;
    if (!(Math.abs(a - e) - (atol + rtol * Math.abs(e)) <= 0)) collector.offer(base + i, a, e);
  }
}

function exactPass({ actual, expected, base }: Span, collector: MismatchCollector): void {
  for (let i = 0; i < actual.length; i++) {
    if (actual[i]! !== expected[i]!) collector.offer(base + i, actual[i]!, expected[i]!);
  }
}

/** A pair of zeros needs a look at its signs, which the collector takes. */
function zeroSignPass({ actual, expected, base }: Span, rule: CloseRule, collector: MismatchCollector): void {
  const { rtol, atol } = rule;
  for (let i = 0; i < actual.length; i++) {
    const a = actual[i]!;
    const e = expected[i]!;
    const isWithin = Math.abs(a - e) - (atol + rtol * Math.abs(e)) <= 0;
    if (!isWithin || (a === 0 && e === 0)) collector.offer(base + i, a, e);
  }
}

/** The bits that are all set in an infinity and in NaN, and in no other float32. */
const EXPONENT = 0x7f800000;

function ulpsPass(span: Span<Float32Array>, rule: UlpsRule, collector: MismatchCollector): void {
  const { actual, expected, base } = span;
  const actualBits = new Int32Array(actual.buffer, actual.byteOffset, actual.length);
  const expectedBits = new Int32Array(expected.buffer, expected.byteOffset, expected.length);
  for (let i = 0; i < actual.length; i++) {
    const a = actualBits[i]!;
    const e = expectedBits[i]!;
    const areFinite = (a & EXPONENT) !== EXPONENT && (e & EXPONENT) !== EXPONENT;
    if (!areFinite || Math.abs(floatRank(a) - floatRank(e)) > rule.maxUlps) {
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
  for (let i = 0; 2 * i < actual.length; i++) {
    const ar = actual[2 * i]!;
    const ai = actual[2 * i + 1]!;
    const er = expected[2 * i]!;
    const ei = expected[2 * i + 1]!;
    if (!isStrict && ar === er && ai === ei) continue;
    collector.offerComplex(base + i, [ar, ai], [er, ei]);
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

import { ulpDistance } from './ulp-distance.ts';

/** How two elements are compared. `rtol` and `atol` of 0 mean exactly. */
export type Rule = CloseRule | UlpsRule;

/** `|actual − expected| ≤ atol + rtol·|expected|`. */
export interface CloseRule {
  readonly kind: 'close';
  readonly rtol: number;
  readonly atol: number;
  readonly equalNaN: boolean;
  readonly signedZero: boolean;
}

/** At most so many float32 numbers lie between the two. */
export interface UlpsRule {
  readonly kind: 'ulps';
  readonly maxUlps: number;
  readonly equalNaN: boolean;
}

/**
 * Whether two elements agree: the definition that every faster pass over the data must not contradict.
 * NaN agrees with NaN only under `equalNaN`, an infinity only with itself.
 * @param rule how
 * @param actual an element
 * @param expected its counterpart
 */
export function agree(rule: Rule, actual: number, expected: number): boolean {
  if (actual === expected) {
    return rule.kind === 'ulps' || !rule.signedZero || Object.is(actual, expected);
  }
  if (Number.isNaN(actual) || Number.isNaN(expected)) {
    return rule.equalNaN && Number.isNaN(actual) && Number.isNaN(expected);
  }
  if (!Number.isFinite(actual) || !Number.isFinite(expected)) return false;
  if (rule.kind === 'ulps') return ulpDistance(actual, expected) <= rule.maxUlps;
  return Math.abs(actual - expected) <= rule.atol + rule.rtol * Math.abs(expected);
}

/** The two parts of a complex number. */
export type Complex = readonly [real: number, imaginary: number];

/**
 * Whether two complex elements agree; distances and sizes are moduli, units in the last place are counted for each part.
 * @param rule how
 * @param actual real and imaginary part
 * @param expected its counterpart
 */
export function agreeComplex(rule: Rule, actual: Complex, expected: Complex): boolean {
  const [ar, ai] = actual;
  const [er, ei] = expected;
  if (ar === er && ai === ei) {
    return rule.kind === 'ulps' || !rule.signedZero || (Object.is(ar, er) && Object.is(ai, ei));
  }
  const actualIsNaN = Number.isNaN(ar) || Number.isNaN(ai);
  const expectedIsNaN = Number.isNaN(er) || Number.isNaN(ei);
  if (actualIsNaN || expectedIsNaN) return rule.equalNaN && actualIsNaN && expectedIsNaN;
  if (![ar, ai, er, ei].every(Number.isFinite)) return false;
  if (rule.kind === 'ulps') return agree(rule, ar, er) && agree(rule, ai, ei);
  if (rule.signedZero && (zeroSignsDiffer(ar, er) || zeroSignsDiffer(ai, ei))) return false;
  return Math.hypot(ar - er, ai - ei) <= rule.atol + rule.rtol * Math.hypot(er, ei);
}

function zeroSignsDiffer(actual: number, expected: number): boolean {
  return actual === 0 && expected === 0 && !Object.is(actual, expected);
}

import type { ElementValue } from '../print-number.ts';
import type { ElementMismatch, ValuesFailure } from './failure.ts';
import { agree, agreeComplex, type Complex, type Rule } from './rule.ts';
import { coordinatesOf } from './coordinates.ts';
import { ulpDistance } from './ulp-distance.ts';

/** How many mismatches are kept to be shown. */
const SHOWN = 5;

interface Mismatch {
  readonly position: number;
  readonly actual: ElementValue;
  readonly expected: ElementValue;
  readonly difference: number;
}

type Findings = Pick<
  ValuesFailure,
  'mismatched' | 'first' | 'worstAbsolute' | 'worstRelative' | 'special' | 'wouldPass'
>;

/**
 * Gathers what a message needs to know of the mismatches while a pass runs, so that no second pass is due.
 * A pass offers it every pair that its fast test could not prove; the collector decides by the rule itself.
 */
export class MismatchCollector {
  readonly rule: Rule;
  mismatched = 0;
  readonly #first: Mismatch[] = [];
  #worst: Mismatch | undefined;
  #worstRelative: Mismatch | undefined;
  #largestRatio = -1;
  readonly #special = { nanOnlyInActual: 0, nanOnlyInExpected: 0, nanInBoth: 0, infinity: 0, zeroSign: 0 };
  #neededAtol = 0;
  #neededRtol = 0;
  #neededUlps = 0;

  constructor(rule: Rule) {
    this.rule = rule;
  }

  /** Judges one pair of real elements and keeps it if it does not agree. */
  offer(position: number, actual: number, expected: number): void {
    if (agree(this.rule, actual, expected)) return;
    this.record(position, actual, expected, Math.abs(actual - expected), Math.abs(expected));
    if (this.rule.kind === 'ulps' && Number.isFinite(actual) && Number.isFinite(expected)) {
      this.#neededUlps = Math.max(this.#neededUlps, ulpDistance(actual, expected));
    }
  }

  /** The same for complex elements. */
  offerComplex(position: number, actual: Complex, expected: Complex): void {
    if (agreeComplex(this.rule, actual, expected)) return;
    const [ar, ai] = actual;
    const [er, ei] = expected;
    const difference = Math.hypot(ar - er, ai - ei);
    const [a, e] = [
      { real: ar, imaginary: ai },
      { real: er, imaginary: ei },
    ];
    this.record(position, a, e, difference, Math.hypot(er, ei));
    if (this.rule.kind === 'ulps' && Number.isFinite(difference)) {
      this.#neededUlps = Math.max(this.#neededUlps, ulpDistance(ar, er), ulpDistance(ai, ei));
    }
  }

  /**
   * Keeps a pair that is known not to agree.
   * @param position index in row-major order
   * @param actual the element under test
   * @param expected its counterpart
   * @param difference their distance; NaN or infinite where it means nothing
   * @param size `|expected|`
   */
  record(
    position: number,
    actual: ElementValue,
    expected: ElementValue,
    difference: number,
    size: number,
  ): void {
    this.mismatched++;
    if (this.#first.length < SHOWN) this.#first.push({ position, actual, expected, difference });
    if (!Number.isFinite(difference) || !Number.isFinite(size)) {
      this.#countSpecial(actual, expected);
      return;
    }
    if (difference === 0) this.#special.zeroSign++;
    if (this.#worst === undefined || difference > this.#worst.difference) {
      this.#worst = { position, actual, expected, difference };
    }
    const ratio = size === 0 ? -1 : difference / size;
    if (ratio > this.#largestRatio) {
      this.#largestRatio = ratio;
      this.#worstRelative = { position, actual, expected, difference };
    }
    if (this.rule.kind === 'close') {
      const { rtol, atol } = this.rule;
      // Rounding in the subtraction must not make the tolerance that is proposed a hair too small.
      const slack = rtol === 0 ? 0 : (difference + rtol * size) * 2 ** -50;
      this.#neededAtol = Math.max(this.#neededAtol, difference - rtol * size + slack);
      this.#neededRtol =
        size === 0 ? Infinity : Math.max(this.#neededRtol, ((difference - atol) / size) * (1 + 2 ** -50));
    }
  }

  #countSpecial(actual: ElementValue, expected: ElementValue): void {
    const actualIsNaN = holdsNaN(actual);
    const expectedIsNaN = holdsNaN(expected);
    if (actualIsNaN && expectedIsNaN) this.#special.nanInBoth++;
    else if (actualIsNaN) this.#special.nanOnlyInActual++;
    else if (expectedIsNaN) this.#special.nanOnlyInExpected++;
    else if (typeof actual !== 'string') this.#special.infinity++;
  }

  /**
   * What was gathered, as plain data.
   * @param shape the shape of both tensors
   */
  findings(shape: readonly number[]): Findings {
    const placed = ({ position, ...rest }: Mismatch): ElementMismatch => ({
      index: coordinatesOf(position, shape),
      ...rest,
    });
    return {
      mismatched: this.mismatched,
      first: this.#first.map(placed),
      worstAbsolute: this.#worst && placed(this.#worst),
      worstRelative: this.#worstRelative && { ...placed(this.#worstRelative), relative: this.#largestRatio },
      special: { ...this.#special },
      wouldPass: this.#wouldPass(),
    };
  }

  #wouldPass(): ValuesFailure['wouldPass'] {
    const isBeyondTolerance = Object.values(this.#special).some((count) => count > 0);
    if (this.#worst === undefined || isBeyondTolerance) return {};
    if (this.rule.kind === 'ulps') return { maxUlps: this.#neededUlps };
    const atol = roundUp(this.#neededAtol);
    const rtol = roundUp(this.#neededRtol);
    return Number.isFinite(rtol) ? { atol, rtol } : { atol };
  }
}

function holdsNaN(value: ElementValue): boolean {
  if (typeof value === 'object') return Number.isNaN(value.real) || Number.isNaN(value.imaginary);
  return Number.isNaN(value);
}

/** The next number with three significant digits, so that the tolerance proposed can be typed and does suffice. */
function roundUp(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const rounded = Number(value.toPrecision(3));
  if (rounded >= value) return rounded;
  const step = 10 ** (Math.floor(Math.log10(value)) - 2);
  return Number((rounded + step).toPrecision(3));
}

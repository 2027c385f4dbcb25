/** Pairs of arrays, the same as those of numpy_verdicts.py. */
export interface NumbersPair {
  readonly actual: readonly number[];
  readonly expected: readonly number[];
  readonly rtol: number;
  readonly atol: number;
  readonly equalNaN: boolean;
}

const SPECIAL = [0, -0, 1, -1, Infinity, -Infinity, NaN, 2 ** -149, 2 ** -126, 3.4028234663852886e38];
const RTOLS = [0, 1.3e-6, 1e-5, 1e-3, 0.5];
const ATOLS = [0, 1e-8, 1e-5, 1e-2, 1];
const SHARES = [0, 0.5, 0.99, 1, 1.01, 2, -0.99, -1.01];

/** Numerical Recipes' linear congruential generator, of which the upper 16 bits are used. */
class Draws {
  #state: number;
  constructor(seed: number) {
    this.#state = seed;
  }
  below(bound: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return (this.#state >>> 16) % bound;
  }
  of(list: readonly number[]): number {
    return list[this.below(list.length)] ?? NaN;
  }
}

function element(draws: Draws): number {
  if (draws.below(6) === 0) return draws.of(SPECIAL);
  const mantissa = draws.below(4001) - 2000;
  return Math.fround(mantissa * 2 ** (draws.below(21) - 14));
}

function partner(value: number, rtol: number, atol: number, draws: Draws): number {
  const kind = draws.below(8);
  if (kind < 2) return value;
  if (kind === 2) return element(draws);
  if (kind === 3) return -value;
  const share = draws.of(SHARES);
  return Math.fround(value + share * (atol + rtol * Math.abs(value)));
}

/** The pair of an index from 0 to 999. */
export function pairOf(index: number): NumbersPair {
  const draws = new Draws(index + 1);
  const [rtol, atol] = [draws.of(RTOLS), draws.of(ATOLS)];
  const equalNaN = draws.below(2) === 1;
  const size = 1 + draws.below(12);
  const expected = Array.from({ length: size }, () => element(draws));
  const actual = expected.map((value) => partner(value, rtol, atol, draws));
  return { actual, expected, rtol, atol, equalNaN };
}

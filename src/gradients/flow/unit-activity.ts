import type { Tensor } from '@tensorflow/tfjs-core';

/** What the units of one rectifier did over a batch: one entry a unit, which is a place on the last axis. */
export interface UnitActivity {
  readonly fired: readonly boolean[];
  /** What came in, on average. */
  readonly means: readonly number[];
  /** How far it spread over the samples, and over the places of an image. */
  readonly spreads: readonly number[];
  /** Over how many values each unit was watched. */
  readonly samples: number;
}

/**
 * Watches the units of a rectifier.
 * @param input what comes in, the units on the last axis
 * @param from a unit fires above this value …
 * @param to … and below this one
 */
export function unitActivity(input: Tensor, from: number, to: number): UnitActivity {
  const values = input.dataSync();
  const units = input.rank < 2 ? 1 : (input.shape.at(-1) ?? 1);
  const samples = units === 0 ? 0 : values.length / units;
  const fired = new Array<boolean>(units).fill(false);
  const sums = new Float64Array(units);
  const squares = new Float64Array(units);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number; // i is below the length
    const unit = i % units;
    if (value > from && value < to) fired[unit] = true;
    sums[unit] = (sums[unit] ?? 0) + value;
    squares[unit] = (squares[unit] ?? 0) + value * value;
  }
  const means = Array.from(sums, (sum) => sum / samples);
  const spreads = Array.from(squares, (square, unit) =>
    Math.sqrt(Math.max(0, square / samples - (means[unit] ?? 0) ** 2)),
  );
  return { fired, means, spreads, samples };
}

/** The same units at several calls: a unit that fired in one of them is alive. */
export function mergeActivity(one: UnitActivity, other: UnitActivity): UnitActivity {
  if (one.fired.length !== other.fired.length) return one;
  const average = (a: readonly number[], b: readonly number[]): number[] =>
    a.map((value, unit) => (value + (b[unit] ?? value)) / 2);
  return {
    fired: one.fired.map((fired, unit) => fired || other.fired[unit] === true),
    means: average(one.means, other.means),
    spreads: average(one.spreads, other.spreads),
    samples: one.samples + other.samples,
  };
}

/** From this share of its units on, a layer that never fires counts as dead. */
const DEAD_SHARE = 0.5;
/**
 * Samples that are all alike make a sound layer look half dead: each unit is then on or off for all of them, by the toss of a coin.
 * So many standard deviations of that coin are allowed for.
 */
const COIN_DEVIATIONS = 3.2;
/** So much further below zero than living units are above it is no toss of a coin. */
const DEEP_BELOW = 3;
/** From so many samples on, which vary as much as the units do, no sound unit stays silent. */
const MANY_SAMPLES = 16;

/** How many units never fired, when that is at least half of them and not explained by samples that are alike. */
export function deadUnits({ fired, means, spreads, samples }: UnitActivity): number | undefined {
  const units = fired.length;
  const dead = fired.filter((each) => !each).length;
  if (units === 0 || dead < DEAD_SHARE * units) return undefined;
  if (dead === units) return dead;
  const beyondChance = dead > units / 2 + (COIN_DEVIATIONS / 2) * Math.sqrt(units);
  const meanOf = (wanted: boolean): number => rms(means.filter((_, unit) => fired[unit] === wanted));
  const deepBelow = meanOf(false) > DEEP_BELOW * meanOf(true);
  const varied = samples >= MANY_SAMPLES && rms(spreads) >= rms(means);
  return beyondChance || deepBelow || varied ? dead : undefined;
}

function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / Math.max(1, values.length));
}

import seedrandom from 'seedrandom';

/** What a stream of random numbers starts from. Equal seeds, of one type or the other, give equal streams. */
export type Seed = number | string;

/** Draws the next number of a stream, from 0 up to but not including 1. */
export type Generator = () => number;

/**
 * A stream of random numbers that a seed determines.
 * @param seed any finite number or string
 * @returns a generator with 53 random bits a draw
 * @see Baagøe's Alea, which TensorFlow.js itself draws from
 */
export function createGenerator(seed: Seed): Generator {
  const alea = seedrandom.alea(String(seed));
  return () => alea.double();
}

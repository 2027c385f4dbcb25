import { createGenerator, type Seed } from '../../random/generator.ts';

/**
 * Chooses calls of a run: all of them, or as many as there may be, the first, the last, and one from each of equal stretches between.
 * @param total how many there are
 * @param most how many may be chosen
 * @returns numbers from 1, in order
 */
export function choosePlaces(total: number, most: number, seed: Seed): number[] {
  if (total <= most) return Array.from({ length: total }, (_, i) => i + 1);
  if (most <= 1) return most === 1 ? [1] : [];
  const next = createGenerator(seed);
  const between = most - 2;
  const stretch = (total - 2) / Math.max(1, between);
  const chosen = Array.from({ length: between }, (_, i) => 2 + Math.floor((i + next()) * stretch));
  return [...new Set([1, ...chosen, total])];
}

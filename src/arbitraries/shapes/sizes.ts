import type { QuickRandom } from '../elements/quick-random.ts';

/** Small ranges evenly; of large ones the ends and the small sizes as often as all the others. */
export function drawSize(random: QuickRandom, min: number, max: number): number {
  if (max - min < 16 || random.oneIn(2)) return random.integer(min, max);
  return random.oneIn(2) ? random.integer(min, min + 8) : random.pick([min, min + 1, max - 1, max]);
}

/** How many elements a shape has. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const each of shape) size *= each;
  return size;
}

/** How many elements several shapes have together. */
export function elementsOf(shapes: readonly (readonly number[])[]): number {
  let elements = 0;
  for (const shape of shapes) elements += sizeOf(shape);
  return elements;
}

/** Smaller sizes: the least, then halfway and halfway again. */
export function* towards(size: number, least: number): Generator<number, void> {
  for (let gap = size - least; gap > 0; gap = Math.floor(gap / 2)) yield size - gap;
}

/** Sizes from the middle between one that passes and one that fails towards the failing one. */
export function* between(size: number, passed: number): Generator<number, void> {
  for (let gap = Math.floor((size - passed) / 2); gap > 0; gap = Math.floor(gap / 2)) yield size - gap;
}

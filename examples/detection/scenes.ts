import { DIGIT_SIDE, MAX_PIXEL } from '../../fixtures/data/digits.ts';
import type { DigitSet } from '../../fixtures/data/digits.ts';

/** Height and width of a scene in pixels. */
export const SCENE_SIZE = [48, 48] as const;
const [HEIGHT, WIDTH] = SCENE_SIZE;

/** A digit is drawn at each of these sizes, in pixels. */
const SIDES: readonly number[] = [10, 13, 17];
/** Paler ink than this share of the darkest doesn't count for the box. */
const FAINT = 0.25;
const MOST_DIGITS = 4;

/** A digit in a scene: its class, and its box as left, top, right, bottom. */
export interface SceneObject {
  readonly label: number;
  readonly box: readonly [left: number, top: number, right: number, bottom: number];
}

/** A picture of a few digits on coloured paper. */
export interface Scene {
  /** `'48 48 3'`, row by row, 0 to 1. */
  readonly pixels: Float32Array;
  readonly objects: readonly SceneObject[];
}

/** A random number in [0, 1), e.g. `Math.random`. */
export type Random = () => number;

const between = (random: Random, low: number, high: number): number => low + (high - low) * random();
const pick = <T>(random: Random, among: readonly T[]): T => among[Math.floor(random() * among.length)] as T; // within it

/** The ink of a digit at a place of the drawn size, between the four nearest of its own pixels: 0 to 1. */
function inkAt(digits: DigitSet, row: number, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const pixel = (column: number, line: number): number =>
    column < 0 || line < 0 || column >= DIGIT_SIDE || line >= DIGIT_SIDE
      ? 0
      : (digits.pixels[(row * DIGIT_SIDE + line) * DIGIT_SIDE + column] ?? 0) / MAX_PIXEL;
  const [dx, dy] = [x - left, y - top];
  const upper = (1 - dx) * pixel(left, top) + dx * pixel(left + 1, top);
  const lower = (1 - dx) * pixel(left, top + 1) + dx * pixel(left + 1, top + 1);
  return (1 - dy) * upper + dy * lower;
}

function overlaps(
  [l, t, r, b]: SceneObject['box'],
  { box: [left, top, right, bottom] }: SceneObject,
): boolean {
  return l < right && left < r && t < bottom && top < b;
}

/**
 * Draws a scene: paper of a random colour with some grain, and one to four digits in random inks, sizes and places, none of which
 * overlap. A box is drawn around the ink, not around the tile that it came in.
 * @param digits what to draw from
 * @param random decides everything
 */
export function drawScene(digits: DigitSet, random: Random): Scene {
  const pixels = new Float32Array(HEIGHT * WIDTH * 3);
  const paper = [0, 1, 2].map(() => between(random, 0.6, 1));
  for (let i = 0; i < pixels.length; i += 1) pixels[i] = (paper[i % 3] ?? 1) - between(random, 0, 0.12);
  const objects: SceneObject[] = [];
  const wanted = 1 + Math.floor(random() * MOST_DIGITS);
  for (let attempt = 0; objects.length < wanted && attempt < 20; attempt += 1) {
    const row = Math.floor(random() * digits.size);
    const side = pick(random, SIDES);
    const [left, top] = [Math.floor(random() * (WIDTH - side)), Math.floor(random() * (HEIGHT - side))];
    const tile = [left, top, left + side, top + side] as const;
    if (objects.some((object) => overlaps(tile, object))) continue;
    const ink = [0, 1, 2].map(() => between(random, 0, 0.45));
    let box: [number, number, number, number] = [WIDTH, HEIGHT, 0, 0];
    for (let y = 0; y < side; y += 1) {
      for (let x = 0; x < side; x += 1) {
        const scale = DIGIT_SIDE / side;
        const dark = inkAt(digits, row, (x + 0.5) * scale - 0.5, (y + 0.5) * scale - 0.5);
        const [column, line] = [left + x, top + y];
        for (const channel of [0, 1, 2]) {
          const at = (line * WIDTH + column) * 3 + channel;
          pixels[at] = (1 - dark) * (pixels[at] ?? 0) + dark * (ink[channel] ?? 0);
        }
        if (dark < FAINT) continue;
        box = [
          Math.min(box[0], column),
          Math.min(box[1], line),
          Math.max(box[2], column + 1),
          Math.max(box[3], line + 1),
        ];
      }
    }
    objects.push({ label: digits.labels[row] ?? 0, box });
  }
  return { pixels, objects };
}

/** Draws many. */
export function drawScenes(digits: DigitSet, count: number, random: Random): readonly Scene[] {
  return Array.from({ length: count }, () => drawScene(digits, random));
}

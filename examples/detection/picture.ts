/**
 * Draws scenes with what is in them (white frames) and what a detector found (frames in the colour of the digit, with the digit and its
 * score in percent) into a PNG.
 */
import type { Scene, SceneObject } from './scenes.ts';
import { SCENE_SIZE } from './scenes.ts';

/** What was found in a scene, as plain numbers. */
export interface PlainDetection extends SceneObject {
  readonly score: number;
}

type Colour = readonly [red: number, green: number, blue: number];

/** An image as bytes, `'height width 3'`. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly bytes: Uint8Array;
}

const SCALE = 8;
const GAP = 12;
const COLUMNS = 4;
const PAPER: Colour = [24, 26, 30];
const TRUTH: Colour = [255, 255, 255];
/** A colour for each digit, far from each other. */
const COLOURS: readonly Colour[] = [
  [230, 25, 75],
  [0, 130, 200],
  [20, 140, 60],
  [245, 130, 48],
  [145, 30, 180],
  [0, 150, 150],
  [200, 20, 160],
  [128, 80, 20],
  [70, 70, 220],
  [110, 120, 0],
];
/** The digits on 3 by 5 dots, a row of three bits each. */
const GLYPHS: readonly (readonly number[])[] = [
  [7, 5, 5, 5, 7],
  [2, 6, 2, 2, 7],
  [7, 1, 7, 4, 7],
  [7, 1, 7, 1, 7],
  [5, 5, 7, 1, 1],
  [7, 4, 7, 1, 7],
  [7, 4, 7, 5, 7],
  [7, 1, 1, 2, 2],
  [7, 5, 7, 5, 7],
  [7, 5, 7, 1, 7],
];

class Canvas implements Picture {
  readonly height: number;
  readonly width: number;
  readonly bytes: Uint8Array;

  constructor(height: number, width: number) {
    this.height = height;
    this.width = width;
    this.bytes = new Uint8Array(height * width * 3);
    this.fill(0, 0, width, height, PAPER);
  }

  fill(left: number, top: number, right: number, bottom: number, colour: Colour): void {
    for (let y = Math.max(0, top); y < Math.min(this.height, bottom); y += 1) {
      for (let x = Math.max(0, left); x < Math.min(this.width, right); x += 1)
        this.bytes.set(colour, 3 * (y * this.width + x));
    }
  }

  frame(left: number, top: number, right: number, bottom: number, line: number, colour: Colour): void {
    this.fill(left, top, right, top + line, colour);
    this.fill(left, bottom - line, right, bottom, colour);
    this.fill(left, top, left + line, bottom, colour);
    this.fill(right - line, top, right, bottom, colour);
  }

  /** Writes a whole number; returns where it ends. */
  write(text: string, left: number, top: number, dot: number, colour: Colour): number {
    let x = left;
    for (const letter of text) {
      for (const [row, bits] of (GLYPHS[Number(letter)] ?? []).entries()) {
        for (let column = 0; column < 3; column += 1) {
          if ((bits & (4 >> column)) === 0) continue;
          this.fill(x + column * dot, top + row * dot, x + (column + 1) * dot, top + (row + 1) * dot, colour);
        }
      }
      x += 4 * dot;
    }
    return x;
  }
}

/**
 * Draws scenes side by side.
 * @param scenes with what is in them
 * @param found what was found in each
 */
export function drawPicture(
  scenes: readonly Scene[],
  found: readonly (readonly PlainDetection[])[],
): Picture {
  const [height, width] = SCENE_SIZE;
  const rows = Math.ceil(scenes.length / COLUMNS);
  const [tall, wide] = [height * SCALE + GAP, width * SCALE + GAP];
  const canvas = new Canvas(rows * tall + GAP, COLUMNS * wide + GAP);
  for (const [i, { pixels, objects }] of scenes.entries()) {
    const [x0, y0] = [GAP + (i % COLUMNS) * wide, GAP + Math.floor(i / COLUMNS) * tall];
    for (let place = 0; place < height * width; place += 1) {
      const [x, y] = [x0 + (place % width) * SCALE, y0 + Math.floor(place / width) * SCALE];
      const [red = 0, green = 0, blue = 0] = pixels
        .subarray(3 * place, 3 * place + 3)
        .map((share) => 255 * Math.min(1, Math.max(0, share)));
      canvas.fill(x, y, x + SCALE, y + SCALE, [red, green, blue]);
    }
    const frame = (
      [left, top, right, bottom]: SceneObject['box'],
      out: number,
      line: number,
      colour: Colour,
    ): void => {
      const side = (value: number, start: number, by: number): number =>
        start + Math.round(value * SCALE) + by;
      canvas.frame(
        side(left, x0, -out),
        side(top, y0, -out),
        side(right, x0, out),
        side(bottom, y0, out),
        line,
        colour,
      );
    };
    for (const { box } of objects) frame(box, 5, 5, TRUTH);
    for (const { box, label, score } of found[i] ?? []) {
      const colour = COLOURS[label] ?? TRUTH;
      frame(box, 2, 3, colour);
      const [left, top] = [x0 + Math.round(box[0] * SCALE), y0 + Math.round(box[1] * SCALE)];
      const percent = String(Math.min(99, Math.round(100 * score)));
      canvas.fill(left - 2, top - 27, left + 48, top - 2, colour);
      const end = canvas.write(String(label), left + 3, top - 24, 4, TRUTH);
      canvas.write(percent, end + 4, top - 17, 2, TRUTH);
    }
  }
  return canvas;
}

/**
 * Makes fixtures/data/digits.bin.gz from the wheel of scikit-learn, so that anybody can check where it came from:
 *
 *     pip download scikit-learn --no-deps
 *     npx tsx scripts/make-digits.ts scikit_learn-*.whl
 *
 * The file holds bytes only, gzipped: the labels of all images, then their pixels, row by row.
 * The loader pins the SHA-256 of what is inside, which no version of gzip changes; this script prints it.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';

const MEMBER = 'sklearn/datasets/data/digits.csv.gz';
const TARGET = new URL('../fixtures/data/digits.bin.gz', import.meta.url);
const PIXELS = 64;

/** Reads one line `pixel,pixel,…,label` of the CSV and refuses any other. */
function parseRow(line: string, row: number): { pixels: readonly number[]; label: number } {
  const numbers = line.split(',').map(Number);
  const label = numbers.at(-1) ?? Number.NaN;
  const pixels = numbers.slice(0, PIXELS);
  const isPixel = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 16;
  if (
    numbers.length !== PIXELS + 1 ||
    !pixels.every(isPixel) ||
    !Number.isInteger(label) ||
    label < 0 ||
    label > 9
  ) {
    throw new Error(`row ${row} is not 64 pixels in 0..16 and a label in 0..9: ${line.slice(0, 60)}…`);
  }
  return { pixels, label };
}

const wheel = process.argv[2];
if (wheel === undefined) {
  console.error('usage: tsx scripts/make-digits.ts scikit_learn-….whl');
  process.exit(2);
}
const csv = gunzipSync(execFileSync('unzip', ['-p', wheel, MEMBER], { maxBuffer: 2 ** 26 })).toString('utf8');
const rows = csv.trim().split('\n').map(parseRow);
const bytes = Uint8Array.from([...rows.map((row) => row.label), ...rows.flatMap((row) => row.pixels)]);
writeFileSync(TARGET, gzipSync(bytes, { level: 9 }));
console.log(`${rows.length} digits -> ${fileURLToPath(TARGET)}`);
console.log(
  `sha256 of the ${bytes.length} bytes inside: ${createHash('sha256').update(bytes).digest('hex')}`,
);

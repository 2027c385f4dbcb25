/**
 * Measures what the checks of shapes cost a call, beside jaxtyping with beartype: `tsx bench/shape-check.ts`. Prints a Markdown table.
 */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { checkShape } from '../src/checks/shape.ts';
import { checked, checkShapes } from '../src/contracts/index.ts';
import { median } from './median.ts';
import { measureJaxtyping } from './shape-peer.ts';

const SAMPLES = 101;
const CALLS = 5_000;

/** Results pass through here, so that no call can be left out as useless. */
const sink: unknown[] = [undefined];

function sample(work: () => unknown): number {
  const start = process.hrtime.bigint();
  for (let call = 0; call < CALLS; call += 1) sink[0] = work();
  return Number(process.hrtime.bigint() - start) / CALLS;
}

/** Nanoseconds a call beyond those of `base`, the two taken in turns: the median of many samples. */
function overhead(work: () => unknown, base: () => unknown): number {
  for (let warm = 0; warm < 10; warm += 1) [work, base].forEach(sample);
  return median(Array.from({ length: SAMPLES }, () => sample(work) - sample(base)));
}

await tf.setBackend('cpu');
const images = tf.zeros([2, 32, 32, 3]);
const boxes = tf.zeros([2, 5, 4]);
const labels = tf.zeros([2, 5]);
const wrong = tf.zeros([2, 32, 32, 4]);
const nothing = (): unknown => undefined;

type Detect = (images: tf.Tensor, boxes: tf.Tensor, labels: tf.Tensor) => tf.Tensor;
const bare: Detect = (_images, _boxes, given) => given;
const contract = checked('images: batch height width 3, boxes: batch n 4, labels: batch n -> batch n', bare);

const four = 'batch height width 3';
const rows: [work: string, nanoseconds: number][] = [
  [`\`checkShape\` of four axes, passing`, overhead(() => checkShape(images, four).pass, nothing)],
  ['the same, failing, with its message', overhead(() => checkShape(wrong, four).message(), nothing)],
  [
    '`checked`, three tensors in and one out, over the bare function',
    overhead(
      () => contract(images, boxes, labels),
      () => bare(images, boxes, labels),
    ),
  ],
  [
    '`checkShapes` of the same three tensors',
    overhead(
      () => checkShapes({ images: [images, four], boxes: [boxes, 'batch n 4'], labels: [labels, 'batch n'] }),
      nothing,
    ),
  ],
];
const peer = measureJaxtyping();
if (peer !== undefined) rows.push([`${peer.name}, the same function over the bare one`, peer.ns_per_call]);

console.log(table([['shapes', 'time a call'], ...rows.map(([work, ns]) => [work, time(ns)])]));

function time(nanoseconds: number): string {
  return nanoseconds < 1000 ? `${nanoseconds.toFixed(0)} ns` : `${(nanoseconds / 1000).toPrecision(3)} µs`;
}

function table(lines: readonly (readonly string[])[]): string {
  const widths = [0, 1].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const print = (line: readonly string[]): string =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = lines;
  return [print(head), print(widths.map((width) => '-'.repeat(width))), ...body.map(print)].join('\n');
}

/**
 * Measures non-maximum suppression of 10,000 boxes beside torchvision's, or, where its kernel doesn't load, beside a vectorised
 * numpy version. Part of `npm run bench:models`; with `-- --write` into docs/benchmarks.md too.
 */
import * as tf from '@tensorflow/tfjs-node';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { nonMaximumSuppression } from '../fixtures/models/index.ts';
import { uniform } from '../parity/peer/formula.ts';
import { parityPython } from '../scripts/parity/python-environment.ts';
import { describeMachine, markdown, time, writePage } from './page.ts';

const COUNT = 10_000;
const REPEATS = 7;
const GOAL = 2;
/** Boxes of sides up to `side` pixels in a square of `spread`. */
const CASES = [
  { title: 'few overlap', spread: 10_000, side: 50 },
  { title: 'many overlap', spread: 1000, side: 100 },
  { title: 'nearly all overlap', spread: 1000, side: 500 },
] as const;

interface Peer {
  readonly name: string;
  readonly kept: number;
  readonly ms: number;
}

function drawBoxes(spread: number, side: number): tf.Tensor2D {
  const u = uniform('nms', 4 * COUNT, 0, 1);
  const values = new Float32Array(4 * COUNT);
  for (let i = 0; i < values.length; i += 4) {
    for (const axis of [0, 1]) {
      const corner = (u[i + axis] ?? NaN) * spread;
      values[i + axis] = corner;
      values[i + axis + 2] = corner + 1 + (u[i + axis + 2] ?? NaN) * side;
    }
  }
  return tf.tensor2d(values, [COUNT, 4]);
}

async function measure(
  spread: number,
  side: number,
): Promise<{ readonly kept: number; readonly ms: number }> {
  const [boxes, scores] = [drawBoxes(spread, side), tf.tensor1d(uniform('nms scores', COUNT, 0, 1))];
  let [best, kept] = [Infinity, 0];
  for (let turn = 0; turn <= REPEATS; turn += 1) {
    const began = performance.now();
    const { rows, scores: left } = await nonMaximumSuppression(boxes, scores);
    best = Math.min(best, performance.now() - began);
    kept = rows.size;
    tf.dispose([rows, left]);
  }
  tf.dispose([boxes, scores]);
  return { kept, ms: best };
}

function measurePeer(python: string, spread: number, side: number): Peer {
  const script = join(import.meta.dirname, 'nms_peer.py');
  const { stdout, stderr, status } = spawnSync(
    python,
    [script, ...[COUNT, REPEATS, spread, side].map(String)],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Peer; // it prints one
}

const environment = await parityPython();
if ('missing' in environment) console.error(`The peer is left out: ${environment.missing}.`);
let name = 'peer';
const rows: string[][] = [];
for (const { title, spread, side } of CASES) {
  const peer = 'python' in environment ? measurePeer(environment.python, spread, side) : undefined;
  const ours = await measure(spread, side);
  if (peer !== undefined && peer.kept !== ours.kept) {
    throw new Error(`${title}: ${ours.kept} boxes are kept, ${peer.name} keeps ${peer.kept}.`);
  }
  name = peer?.name ?? name;
  const ratio = peer === undefined ? '' : `${(ours.ms / peer.ms).toPrecision(3)} ×`;
  rows.push([`${title} (${ours.kept} are kept)`, time(ours.ms), time(peer?.ms), ratio, `${GOAL} ×`]);
}
const page = [
  `${describeMachine()}. The best of ${REPEATS} turns each.`,
  markdown([['suppression of 10,000 boxes', 'tensorproof', name, 'ratio', 'goal'], ...rows]),
].join('\n\n');
console.log(`\n${page}\n`);
if (process.argv.includes('--write')) writePage('nms', page);

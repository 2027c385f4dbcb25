/**
 * Measures the gradient check beside torch's in one run: `npm run bench:gradcheck`, with `-- --write` into docs/benchmarks.md too.
 */
import '@tensorflow/tfjs-node';
import * as tf from '@tensorflow/tfjs-core';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { checkGradients } from '../src/gradients/index.ts';
import { GRADIENT_KINDS } from './gradient-kinds.ts';
import { describeMachine, markdown, time, writePage } from './page.ts';
import { peerPython } from './peers.ts';

const SIZES = [100, 1000, 10_000, 100_000];
const TRIALS = 20;
const SEEDS = Number(process.env['SEEDS'] ?? 200);
const TURNS = 30;

/** What torch says of itself. */
interface Peer {
  readonly torch: string;
  readonly threads: number;
  /** Milliseconds. */
  readonly fast: number;
  readonly slow: number;
  readonly foundFast: Readonly<Record<string, number>>;
  readonly foundSlow: Readonly<Record<string, number>>;
}

await tf.setBackend('tensorflow');
const peer = askTorch();
const ours = { ms: conv(), found: SIZES.map((size) => detected(size)), evaluations: mostEvaluations() };
const alarms: (readonly string[])[] = [];
for (const backend of ['tensorflow', 'cpu']) {
  await tf.setBackend(backend);
  alarms.push(
    ...GRADIENT_KINDS.map((kind) => [
      kind.name,
      backend === 'tensorflow' ? 'native' : backend,
      String(falseAlarms(kind)),
    ]),
  );
}

const report = [
  `${describeMachine()}${peer ? `; torch ${peer.torch} on ${peer.threads} threads` : ''}.`,
  markdown([
    [
      'gradient check of conv 2×3×8×8 by image and filter',
      'time',
      ...SIZES.map((size) => `found, n = ${size}`),
    ],
    [
      '`checkGradients`, float32, everything on',
      time(ours.ms),
      ...ours.found.map((count) => `${count}/${TRIALS}`),
    ],
    ...(peer
      ? [torchRow('fast', peer.fast, peer.foundFast), torchRow('slow', peer.slow, peer.foundSlow)]
      : []),
  ]),
  peer
    ? `Ours takes ${(ours.ms / peer.fast).toPrecision(2)} × the time of the fast mode; the slow mode takes ${(peer.slow / ours.ms).toPrecision(2)} × ours.`
    : '',
  `At most ${ours.evaluations} runs of the function an input when nothing is wrong. False alarms in ${SEEDS} seeds each:`,
  markdown([
    ['function', 'native', 'cpu'],
    ...GRADIENT_KINDS.map(({ name }) => [name, alarmsOf(name, 'native'), alarmsOf(name, 'cpu')]),
  ]),
]
  .filter((section) => section !== '')
  .join('\n\n');
console.log(`\n${report}\n`);
if (process.argv.includes('--write')) writePage('gradcheck', report);

function torchRow(mode: string, ms: number, found: Readonly<Record<string, number>>): string[] {
  return [
    `\`torch.autograd.gradcheck\`, float64, ${mode} mode`,
    time(ms),
    ...SIZES.map((size) => (found[size] === undefined ? '' : `${found[size]}/${TRIALS}`)),
  ];
}

function alarmsOf(name: string, backend: string): string {
  return alarms.find(([kind, on]) => kind === name && on === backend)?.[2] ?? '';
}

function askTorch(): Peer | undefined {
  const python = peerPython();
  if (python === undefined) return undefined;
  const { stdout, stderr, status } = spawnSync(python, [join(import.meta.dirname, 'gradcheck_peers.py')], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Peer; // the script prints exactly that
}

/** Milliseconds, the best of some turns. */
function conv(): number {
  const [x, w] = [
    tf.randomNormal<tf.Rank.R4>([2, 8, 8, 3], 0, 1, 'float32', 1),
    tf.randomNormal<tf.Rank.R4>([3, 3, 3, 4], 0, 1, 'float32', 2),
  ];
  const fn = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
    tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same');
  let best = Infinity;
  for (let turn = 0; turn < TURNS; turn++) {
    const start = performance.now();
    if (!checkGradients(fn, [x, w]).pass) throw new Error('a right gradient was accused');
    best = Math.min(best, performance.now() - start);
  }
  tf.dispose([x, w]);
  return best;
}

/** In how many trials one zeroed entry, at least as large as the root mean square of the gradient, is found. */
function detected(size: number): number {
  let found = 0;
  for (let trial = 0; trial < TRIALS; trial++) {
    const x = tf.randomNormal([size], 0, 1, 'float32', trial);
    const values = x.dataSync();
    const rms = Math.sqrt(squaresOf(values) / size);
    const large = Array.from(values.keys()).filter((at) => Math.abs(values[at] ?? 0) >= rms);
    const hole = large[trial % large.length] ?? 0;
    const mask = tf.tensor1d(Float32Array.from(values, (_, at) => (at === hole ? 0 : 1)));
    const holed = tf.customGrad((input) => ({
      value: (input as tf.Tensor).square(),
      gradFunc: (dy: tf.Tensor) =>
        dy
          .mul(2)
          .mul(input as tf.Tensor)
          .mul(mask),
    }));
    if (!checkGradients((input) => holed(input), [x], { seed: trial }).pass) found += 1;
    tf.dispose([x, mask]);
  }
  return found;
}

function mostEvaluations(): number {
  return Math.max(
    ...GRADIENT_KINDS.flatMap(({ fn, inputs }) => {
      const given = inputs(1);
      const { details } = checkGradients(fn, given);
      tf.dispose(given);
      return details.inputs.map(({ evaluations }) => evaluations);
    }),
  );
}

function falseAlarms({ fn, inputs }: (typeof GRADIENT_KINDS)[number]): number {
  let count = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const given = inputs(seed * 10 + 1);
    if (!checkGradients(fn, given, { seed }).pass) count += 1;
    tf.dispose(given);
  }
  return count;
}

function squaresOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}

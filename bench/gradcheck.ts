/**
 * Measures the gradient check beside torch's in one run: `npm run bench:gradcheck`, with `-- --write` into docs/benchmarks.md too.
 */
import '@tensorflow/tfjs-node';
import * as tf from '@tensorflow/tfjs-core';
import { startGradcheckPeer } from './gradcheck-peer.ts';
import { convCheck, detected, falseAlarms, mostEvaluations } from './gradcheck-trials.ts';
import { GRADIENT_KINDS } from './gradient-kinds.ts';
import { describeMachine, markdown, time, writePage } from './page.ts';

const SIZES = [100, 1000, 10_000, 100_000];
const TRIALS = 20;
const SEEDS = Number(process.env['SEEDS'] ?? 200);
/** Ours and torch's take turns, so that whatever else the machine does strikes both alike; each turn counts by its best run. */
const TURNS = 20;
const RUNS = 40;
/** The slow mode is timed in the first turns only, a run in each. */
const SLOW_TURNS = 5;
/** Runs of ours before the first turn: a function is compiled while it is run. */
const WARM_UP = 200;

await tf.setBackend('tensorflow');
const peer = await startGradcheckPeer();
const check = convCheck();
const first = check();
for (let run = 0; run < WARM_UP; run++) check();

interface Turn {
  readonly ours: number;
  readonly fast?: number | undefined;
  readonly slow?: number | undefined;
}
const turns: Turn[] = [];
for (let turn = 0; turn < TURNS; turn++) {
  const ours = Math.min(...Array.from({ length: RUNS }, check));
  const fast = peer && Math.min(...(await peer.times('fast', RUNS)));
  const slow = turn < SLOW_TURNS && peer ? Math.min(...(await peer.times('slow', 1))) : undefined;
  turns.push({ ours, fast, slow });
}
const best = (mode: keyof Turn): number => Math.min(...turns.map((turn) => turn[mode] ?? Infinity));

const ourRow = SIZES.map((size) => `${detected(size, TRIALS)}/${TRIALS}`);
const torchRows: string[][] = [];
if (peer !== undefined) {
  // The slow mode looks at each entry by itself: sizes beyond the smallest would take it hours.
  for (const [mode, sizes] of [
    ['fast', SIZES],
    ['slow', SIZES.slice(0, 1)],
  ] as const) {
    const found: string[] = [];
    for (const size of sizes) found.push(`${await peer.found(mode, size, TRIALS)}/${TRIALS}`);
    torchRows.push([
      `\`torch.autograd.gradcheck\`, float64, ${mode} mode`,
      time(best(mode)),
      ...SIZES.map((_, place) => found[place] ?? ''),
    ]);
  }
  peer.stop();
}
const evaluations = mostEvaluations();

const alarms: number[][] = [];
for (const backend of ['tensorflow', 'cpu']) {
  await tf.setBackend(backend);
  alarms.push(GRADIENT_KINDS.map((kind) => falseAlarms(kind, SEEDS)));
}

const report = [
  `${describeMachine()}${peer ? `; ${peer.name}` : ''}.`,
  markdown([
    [
      'gradient check of conv 2×3×8×8 by image and filter',
      'time',
      ...SIZES.map((size) => `found, n = ${size}`),
    ],
    ['`checkGradients`, float32, everything on', time(best('ours')), ...ourRow],
    ...torchRows,
  ]),
  ...(peer === undefined ? [] : [compared()]),
  `The first check of a process, before anything is compiled, takes ${time(first)}.`,
  `At most ${evaluations} runs of the function an input when nothing is wrong, and three that all inputs share. False alarms in ${SEEDS} seeds each:`,
  markdown([
    ['function', 'native', 'cpu'],
    ...GRADIENT_KINDS.map(({ name }, place) => [name, ...alarms.map((counts) => String(counts[place]))]),
  ]),
].join('\n\n');
console.log(`\n${report}\n`);
if (process.argv.includes('--write')) writePage('gradcheck', report);

/** How many times as long as the fast mode, turn by turn, and how many times less than the slow one. */
function compared(): string {
  const ratios = turns.map(({ ours, fast = NaN }) => ours / fast).sort((a, b) => a - b);
  const [least, median, most] = [0, TURNS >> 1, TURNS - 1].map((place) => (ratios[place] ?? NaN).toFixed(1));
  const slower = Math.round(best('slow') / best('ours'));
  return `Ours takes ${median} × the time of the fast mode in the median of ${TURNS} turns (${least} to ${most}), and the slow mode ${slower} × ours.`;
}

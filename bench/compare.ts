/**
 * Measures tensorproof beside its peers in one run: `npm run bench:compare`, with `-- --write` into docs/benchmarks.md too.
 */
import '@tensorflow/tfjs-node';
import * as tf from '@tensorflow/tfjs-core';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { measureComparisons, type Row } from './comparison-cases.ts';
import { measureImport } from './import-time/measure.ts';
import { describeMachine, markdown, time, writePage } from './page.ts';
import { peerPython, startPeers } from './peers.ts';

const ROOT = join(import.meta.dirname, '..');

await tf.setBackend('tensorflow');
const python = peerPython();
const peers = python === undefined ? undefined : await startPeers(python);
const rows = await measureComparisons(peers);
peers?.stop();

const sections = [
  `${describeMachine()}${peers ? `; ${peers.versions}` : ''}.`,
  comparisonTable(rows),
  importSection(),
  shapeSection(),
].filter((section) => section !== '');
const report = sections.join('\n\n');
console.log(`\n${report}\n`);
if (process.argv.includes('--write')) writePage('figures', report);

function comparisonTable(measured: readonly Row[]): string {
  const head = [
    'float32 elements',
    'on the host',
    'made by a kernel',
    'torch',
    'numpy',
    'floor',
    'torch ÷ ours',
    'numpy ÷ ours',
    'ours ÷ floor',
  ];
  const body = measured.map(({ title, ms }) => [
    title,
    ...['host', 'kernel', 'torch', 'numpy', 'floor'].map((who) => time(ms[who])),
    ...(
      [
        ['torch', undefined],
        ['numpy', undefined],
        [undefined, 'floor'],
      ] as const
    ).map(([over, under]) => ratios(ms, over, under)),
  ]);
  return markdown([head, ...body]);
}

/** The ratio for data on the host and for data made by a kernel. */
function ratios(ms: Row['ms'], over: string | undefined, under: string | undefined): string {
  const values = ['host', 'kernel'].map((place) => {
    const ours = ms[place] ?? NaN;
    return over === undefined ? ours / (ms[under ?? ''] ?? NaN) : (ms[over] ?? NaN) / ours;
  });
  return values.some(Number.isNaN) ? '' : values.map((value) => value.toPrecision(2)).join(' / ');
}

function importSection(): string {
  const ms = measureImport(ROOT);
  if (ms === undefined)
    return 'Import of `tensorproof/vitest`: not measured, since the package is not built (`npm run build`).';
  return `Import of \`tensorproof/vitest\`, once Vitest and TensorFlow.js are loaded: ${ms.toFixed(0)} ms.`;
}

/** What the benchmark of the shape checks prints, where it is there. */
function shapeSection(): string {
  const script = join(ROOT, 'bench/shape-check.ts');
  if (!existsSync(script)) return '';
  const { stdout, status } = spawnSync(process.execPath, ['--import', 'tsx', script], {
    encoding: 'utf8',
    cwd: ROOT,
  });
  return status === 0 ? stdout.trim() : '';
}

/**
 * Measures tensorproof beside its peers in one run: `npm run bench:compare`, with `-- --write` into docs/benchmarks.md too.
 */
import '@tensorflow/tfjs-node';
import * as tf from '@tensorflow/tfjs-core';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { measureComparisons, type Row } from './comparison-cases.ts';
import { measureImport } from './import-time/measure.ts';
import { peerPython, startPeers } from './peers.ts';

const ROOT = join(import.meta.dirname, '..');
const PAGE = join(ROOT, 'docs/benchmarks.md');
const MARKS = ['<!-- figures: begin -->', '<!-- figures: end -->'] as const;

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
if (process.argv.includes('--write')) writePage(report);

function describeMachine(): string {
  const [cpu] = cpus();
  const model = (cpu?.model ?? 'unknown processor').replace(/\s+/g, ' ').trim();
  return `${cpus().length} cores of ${model}, ${process.platform} ${process.arch}; Node ${process.versions.node}, TensorFlow.js ${tf.version_core} on the native backend`;
}

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

function time(ms: number | undefined): string {
  if (ms === undefined) return '';
  return ms >= 1 ? `${Number(ms.toPrecision(3))} ms` : `${(1e3 * ms).toPrecision(3)} µs`;
}

function markdown(table: readonly (readonly string[])[]): string {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = table;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
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

function writePage(text: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const [begin, end] = MARKS;
  const [before = '', rest = ''] = page.split(begin);
  const [, after = ''] = rest.split(end);
  writeFileSync(PAGE, `${before}${begin}\n\n${text}\n\n${end}${after}`);
}

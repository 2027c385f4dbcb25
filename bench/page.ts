import { version_core } from '@tensorflow/tfjs-core';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

const PAGE = join(import.meta.dirname, '../docs/benchmarks.md');

/** The machine that figures were measured on. */
export function describeMachine(): string {
  const [cpu] = cpus();
  const model = (cpu?.model ?? 'unknown processor').replace(/\s+/g, ' ').trim();
  return `${cpus().length} cores of ${model}, ${process.platform} ${process.arch}; Node ${process.versions.node}, TensorFlow.js ${version_core} on the native backend`;
}

/** Milliseconds as a table shows them. */
export function time(ms: number | undefined): string {
  if (ms === undefined) return '';
  return ms >= 1 ? `${Number(ms.toPrecision(3))} ms` : `${(1e3 * ms).toPrecision(3)} µs`;
}

/** A table, its head first. */
export function markdown(table: readonly (readonly string[])[]): string {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = table;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

/** Puts figures into their part of docs/benchmarks.md. */
export function writePage(part: string, text: string): void {
  const [begin, end] = [`<!-- ${part}: begin -->`, `<!-- ${part}: end -->`];
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest, ...more] = page.split(begin);
  const [, after] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`docs/benchmarks.md must have one part between ${begin} and ${end}`);
  }
  writeFileSync(PAGE, `${before}${begin}\n\n${text}\n\n${end}${after}`);
}

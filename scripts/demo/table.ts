import pc from 'picocolors';
import type { Verdict } from './judge.ts';

/** Milliseconds, with as many digits as are worth reading. */
export function printDuration(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  return milliseconds < 1000 ? `${milliseconds.toFixed(0)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/**
 * Prints what caught each fault and how fast.
 * @param verdicts one row each
 * @returns a table of at most 80 columns, coloured on a terminal
 */
export function printTable(verdicts: readonly Verdict[]): string {
  const header = ['fault', 'caught by', 'failing', 'in'];
  const rows = verdicts.map(({ outcome, accusations, caughtAfter }) => [
    outcome.twin.fault?.title ?? `none: ${outcome.twin.name}`,
    accusations[0]?.by ?? 'nothing',
    `${outcome.tests.filter(({ state }) => state === 'failed').length} of ${outcome.tests.length}`,
    caughtAfter === undefined ? '' : printDuration(caughtAfter),
  ]);
  const widths = header.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
  const rule = pc.dim('─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2)));
  return [
    pc.bold(line(header)),
    rule,
    ...rows.map((row, index) => {
      const text = line(row);
      return verdicts[index]?.right === true
        ? `${text}  ${pc.green('✓')}`
        : `${pc.red(text)}  ${pc.red('✗')}`;
    }),
    rule,
  ].join('\n');
}

/**
 * Prints the tests of a suite, with those that failed in full.
 * @param verdict the suite on one twin
 */
export function printSuite({ outcome, accusations, crashes }: Verdict): string {
  const lines: string[] = [];
  let group = '';
  for (const { path, state, duration } of outcome.tests) {
    const around = path.slice(0, -1).join(' > ');
    if (around !== group) {
      lines.push(`  ${around}`);
      group = around;
    }
    const mark = state === 'passed' ? pc.green('✓') : state === 'failed' ? pc.red('✗') : pc.yellow('−');
    lines.push(`    ${mark} ${path.at(-1) ?? ''} ${pc.dim(printDuration(duration))}`);
  }
  const failures = [...accusations.map(({ failure }) => failure), ...crashes];
  for (const { name, message } of failures) lines.push(pc.red(`  ${name}: ${message}`));
  return lines.join('\n');
}

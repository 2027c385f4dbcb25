import picocolors from 'picocolors';
import picomatch from 'picomatch';
import { percent } from '../../../analyzer/annotations/coverage.ts';
import { percentText } from '../../../analyzer/reporters/words.ts';
import { countOf } from '../../../checks/evidence.ts';
import { formatCount } from '../../../tensor/print-number.ts';
import { keyOf, type GateFigure, type GateReport } from '../report.ts';
import type { Judged } from '../gate.ts';
import { linesText } from '../line-runs.ts';
import { reasons, verdict } from '../words.ts';

const BAR = 24;
/** Names of what is not covered, under a figure that does not hold. */
const MOST_NAMES = 5;
/** More lines of one file than this nobody reads off a terminal. */
const MOST_RUNS = 12;

/** Draws a report for a terminal: the figures as bars, what changed, the worst files, and the verdict last. */
export function terminalReport(
  { report }: Judged,
  { colours: inColour }: { readonly colours: boolean },
): string {
  const colours = picocolors.createColors(inColour);
  const { figures, patch, worst, ratchet } = report;
  const width = Math.max(...figures.map((figure) => keyOf(figure).length));
  const lines = [colours.dim(`${report.data.join(', ')}: ${countOf(report.files, 'file')}`), ''];
  for (const figure of figures) {
    const { found, wanted, best, holds } = figure;
    const full = Math.floor((percent(found) / 100) * BAR);
    const bar = '█'.repeat(full) + '░'.repeat(BAR - full);
    const paint = holds
      ? wanted === undefined && best === undefined
        ? colours.dim
        : colours.green
      : colours.red;
    const asked = [
      ...(wanted === undefined ? [] : [`wanted ${wanted} %`]),
      ...(best === undefined ? [] : [`best ${best} %`]),
    ];
    const why = reasons(figure, ratchet?.tolerance ?? 0);
    const notes = holds ? asked.join(', ') : colours.red(why.join(', '));
    const text = `${keyOf(figure).padEnd(width)}  ${paint(bar)}  ${percentText(found).padStart(7)}`;
    lines.push(
      `${text}  ${formatCount(found.part)} of ${formatCount(found.of)}${notes === '' ? '' : `   ${notes}`}`,
    );
    if (!holds) lines.push(...missing(report, figure).map((line) => `  ${colours.dim(line)}`));
  }
  if (report.backends !== undefined && report.backends.length > 0) {
    lines.push('', colours.dim(`kernels ran on ${report.backends.join(', ')}`));
  }
  if (patch !== undefined) {
    const asked = patch.wanted === undefined ? '' : ` (wanted ${patch.wanted} %)`;
    const share =
      patch.lines.of === 0
        ? 'no counted line'
        : `${percentText(patch.lines)} of ${countOf(patch.lines.of, 'line')}`;
    lines.push('', `changed since ${patch.since}: ${share}${asked}`);
    lines.push(...patch.uncovered.map((each) => `  ${each.file}  ${colours.red(shortened(each.lines))}`));
  }
  if (worst.length > 0) {
    lines.push('', 'most lines that never ran');
    for (const each of worst) {
      lines.push(`  ${each.file}  ${percentText(each.found)}  ${colours.dim(shortened(each.lines))}`);
    }
  }
  if (ratchet !== undefined && ratchet.raised.length > 0) {
    lines.push('', `${ratchet.file} raised: ${ratchet.raised.join(', ')}`);
  }
  const sentence = verdict(report);
  lines.push('', report.fails ? colours.red(sentence) : sentence);
  return `${lines.join('\n')}\n`;
}

/** The first names of what a figure lacks; of lines, the files below say it. */
function missing({ uncovered }: GateReport, { kind, path }: GateFigure): readonly string[] {
  if (kind === 'lines') return [];
  const matches = path === undefined ? () => true : picomatch(path, { dot: true });
  const all = (uncovered[kind] ?? []).filter(({ file }) => matches(file));
  const more = all.length - MOST_NAMES;
  return [
    ...all
      .slice(0, MOST_NAMES)
      .map(({ name, file, line, missing: lacks = [] }) => `${file}:${line}  ${[name, ...lacks].join(': ')}`),
    ...(more > 0 ? [`and ${formatCount(more)} more`] : []),
  ];
}

function shortened(lines: readonly number[]): string {
  const runs = linesText(lines).split(', ');
  const more = runs.length - MOST_RUNS;
  return more > 0 ? `${runs.slice(0, MOST_RUNS).join(', ')} and ${more} more` : runs.join(', ');
}

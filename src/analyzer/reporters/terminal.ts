import { countOf } from '../../checks/evidence.ts';
import { formatCount } from '../../tensor/print-number.ts';
import picocolors from 'picocolors';
import type { FigureName } from '../annotations/coverage.ts';
import { percent } from '../annotations/coverage.ts';
import { FIGURES } from '../annotations/thresholds.ts';
import { byFile } from '../by-file.ts';
import type { Finding } from '../finding.ts';
import type { Problem } from '../problem.ts';
import type { AuditReport } from '../report.ts';
import { rulePage } from '../rule-page.ts';
import { codeFrame } from './code-frame.ts';
import { coverageNotes, FIGURE_MEANINGS, levelCounts, percentText } from './words.ts';

/** How a report is drawn. */
export interface TerminalOptions {
  readonly colours: boolean;
  /** Whether names of rules link to their pages, by the sequence that terminals know (OSC 8). */
  readonly links?: boolean;
  /** Columns of the screen. */
  readonly width: number;
  /** The text of a file, for the lines around a finding; undefined where it is gone. */
  readonly sourceOf: (file: string) => string | undefined;
}

type Colours = ReturnType<typeof picocolors.createColors>;

const BAR = 30;
/** More frames than this nobody scrolls through; beyond, a finding is its lines of text. */
const MOST_FRAMES = 100;
/** Hints of one file that are listed; there may be one a line. */
const MOST_HINTS = 3;

/** Draws a report for a terminal: findings by file, each with its lines of code, then the three figures as bars. */
export function terminalReport(report: AuditReport, options: TerminalOptions): string {
  const colours = picocolors.createColors(options.colours);
  const width = Math.max(60, Math.min(options.width, 120));
  const style: Style = { colours, width, links: options.links ?? false };
  const lines: string[] = [];
  let frames = 0;
  for (const [file, findings] of byFile(report.findings)) {
    lines.push(colours.underline(file));
    const source = options.sourceOf(file);
    const serious = findings.filter(({ level }) => level !== 'hint');
    for (const finding of serious) {
      const withFrame = frames++ < MOST_FRAMES;
      lines.push(...findingLines(finding, withFrame ? source : undefined, style), '');
    }
    const hints = findings.filter(({ level }) => level === 'hint');
    lines.push(...hints.slice(0, MOST_HINTS).map((hint) => hintLine(hint, style)));
    if (hints.length > MOST_HINTS)
      lines.push(colours.dim(`  … and ${countOf(hints.length - MOST_HINTS, 'hint')} more`));
    if (hints.length > 0) lines.push('');
  }
  if (report.problems.length > 0) {
    lines.push(...report.problems.flatMap((problem) => problemLines(problem, style)), '');
  }
  lines.push(...ruleTable(report, colours));
  lines.push(...summary(report, colours));
  return `${lines.join('\n')}\n`;
}

interface Style {
  readonly colours: Colours;
  readonly width: number;
  readonly links: boolean;
}

function findingLines(finding: Finding, source: string | undefined, style: Style): readonly string[] {
  const { colours, width } = style;
  const { place, level, rule, message, fix } = finding;
  const name = level === 'error' ? colours.red('error') : colours.yellow('warning');
  const lines = [`  ${colours.bold(`${place.line}:${place.column}`)}  ${name}  ${ruleName(rule, style)}`];
  lines.push(...wrap(message, width - 4).map((line) => `    ${line}`));
  if (fix !== undefined) lines.push(colours.green(`    fix: ${fix.description}`));
  if (source === undefined) return lines;
  const frame = codeFrame(source, place);
  const gutter = String(frame.at(-1)?.number ?? 0).length;
  for (const { number, text, marked } of frame) {
    const label = `${String(number).padStart(gutter)} |`;
    if (marked === undefined) {
      lines.push(colours.dim(`      ${label} ${text}`));
      continue;
    }
    lines.push(`    ${colours.red('>')} ${colours.dim(label)} ${text}`);
    const [from, to] = marked;
    lines.push(
      `      ${colours.dim(`${' '.repeat(gutter)} |`)} ${' '.repeat(from)}${colours.red('^'.repeat(to - from))}`,
    );
  }
  return lines;
}

/** The name of a rule, which terminals that know links (OSC 8) open the rule's page by. */
function ruleName(rule: string, { colours, links }: Style): string {
  const name = colours.cyan(rule);
  const page = links ? rulePage(rule) : undefined;
  return page === undefined ? name : `\u001B]8;;${page}\u001B\\${name}\u001B]8;;\u001B\\`;
}

function hintLine({ place, rule, message }: Finding, style: Style): string {
  const { colours, width } = style;
  const head = `  ${place.line}:${place.column}  hint  `;
  const room = width - head.length - rule.length - 2;
  const short = message.length <= room ? message : `${message.slice(0, Math.max(10, room - 1)).trimEnd()}…`;
  return `${colours.dim(head)}${ruleName(rule, style)}  ${short}`;
}

function problemLines(
  { file, place, message, fails }: Problem,
  { colours, width }: Style,
): readonly string[] {
  const where =
    file === undefined ? '' : `${file}${place === undefined ? '' : `:${place.line}:${place.column}`}: `;
  const [first = '', ...rest] = wrap(`${where}${message}`, width - 8);
  return [
    `${fails ? colours.red('failed') : colours.yellow('note  ')}  ${first}`,
    ...rest.map((line) => `        ${line}`),
  ];
}

/** With many findings, which rules they come from. */
function ruleTable({ findings }: AuditReport, colours: Colours): readonly string[] {
  const byRule = new Map<string, number>();
  for (const { rule } of findings) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
  if (byRule.size === 0) return [];
  const rows = [...byRule].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const widest = Math.max(...rows.map(([, count]) => formatCount(count).length));
  return [
    ...rows.map(([rule, count]) => `  ${formatCount(count).padStart(widest)}  ${colours.cyan(rule)}`),
    colours.dim(
      `  what a rule means, and what to write instead: npx tensorproof audit explain ${rows[0]?.[0] ?? ''}`,
    ),
    '',
  ];
}

function summary(report: AuditReport, colours: Colours): readonly string[] {
  const { findings, suppressed, files, lines, coverage } = report;
  if (files === 0) return ['There is no source file here; nothing was looked at.'];
  const quiet = suppressed === 0 ? '' : ` (${countOf(suppressed, 'more', 'more')} kept quiet by comments)`;
  const where =
    findings.length === 0 ? '' : ` in ${formatCount(new Set(findings.map(({ file }) => file)).size)} of`;
  const text = `${levelCounts(findings)}${where === '' ? ' in' : where} ${countOf(files, 'file')}, ${countOf(lines, 'line')}${quiet}`;
  const { baseline } = report;
  const asleep = baseline === undefined ? [] : [baselineLine(baseline)];
  const head = report.fails ? colours.red(text) : colours.green(text);
  const bars = FIGURES.map((figure) => bar(figure, report, colours));
  const broken = report.thresholds
    .filter(({ holds }) => !holds)
    .map(({ figure, path, wanted, found }) =>
      colours.red(
        `${figure}${path === undefined ? '' : ` in ${path}`} is ${percentText(found)}; ${wanted} % is asked for`,
      ),
    );
  if (coverage.counts.positions === 0) return [head, ...asleep, ...broken];
  return [
    head,
    ...asleep,
    '',
    ...bars,
    '',
    ...coverageNotes(report).map((line) => colours.dim(line)),
    ...broken,
  ];
}

function baselineLine({ file, known, fixed, written }: NonNullable<AuditReport['baseline']>): string {
  if (written !== undefined)
    return `${file} holds ${countOf(written, 'finding')} now; from here on only new ones count.`;
  const gone =
    fixed === 0
      ? ''
      : ` ${countOf(fixed, 'other')} of it ${fixed === 1 ? 'is' : 'are'} gone; --update-baseline takes ${fixed === 1 ? 'it' : 'them'} out.`;
  return `${countOf(known, 'finding')} of ${file} ${known === 1 ? 'sleeps' : 'sleep'}.${gone}`;
}

function bar(figure: FigureName, { coverage, thresholds }: AuditReport, colours: Colours): string {
  const fraction = coverage.figures[figure];
  const name = figure.padEnd(10);
  if (fraction.of === 0) return `${name} ${colours.dim('no such position')}`;
  const share = percent(fraction);
  const full = Math.floor((share / 100) * BAR);
  const wanted = thresholds.find((each) => each.figure === figure && each.path === undefined);
  const colour = wanted === undefined ? (text: string) => text : wanted.holds ? colours.green : colours.red;
  const drawn = colour('█'.repeat(full)) + colours.dim('░'.repeat(BAR - full));
  return `${name} ${drawn} ${percentText(fraction).padStart(7)}  ${formatCount(fraction.part)} of ${formatCount(fraction.of)} ${colours.dim(FIGURE_MEANINGS[figure])}`;
}

/** Breaks a text between words. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

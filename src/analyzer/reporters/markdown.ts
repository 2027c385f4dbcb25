import { countOf } from '../../checks/evidence.ts';
import { formatCount } from '../../tensor/print-number.ts';
import { FIGURES } from '../annotations/thresholds.ts';
import type { Finding } from '../finding.ts';
import type { AuditReport } from '../report.ts';
import { FIGURE_MEANINGS, levelCounts, percentText } from './words.ts';

/** A comment on a pull request has an end; what is beyond is counted. */
const MOST = 100;

/** Writes Markdown for a pull request: what is new, what is gone, and the three figures. */
export function markdownReport(report: AuditReport): string {
  const { findings, files, problems, baseline, thresholds } = report;
  const serious = findings.filter(({ level }) => level !== 'hint');
  const hints = findings.filter(({ level }) => level === 'hint');
  const lines = [
    `## Audit: ${report.fails ? 'fails' : 'passes'}`,
    '',
    `${baseline === undefined ? '' : 'New: '}${levelCounts(findings)} in ${countOf(files, 'file')}.`,
  ];
  if (baseline !== undefined) {
    lines.push(
      '',
      `${countOf(baseline.known, 'known finding')} in the baseline; ${formatCount(baseline.fixed)} gone.`,
    );
  }
  lines.push('', '| | | |', '|---|--:|--:|');
  for (const figure of FIGURES) {
    const fraction = report.coverage.figures[figure];
    const asked = thresholds.find((each) => each.figure === figure && each.path === undefined);
    const mark =
      asked === undefined
        ? ''
        : asked.holds
          ? ` (of ${asked.wanted} %)`
          : ` **(${asked.wanted} % is asked for)**`;
    lines.push(
      `| ${figure} | ${percentText(fraction)}${mark} | ${formatCount(fraction.part)} of ${formatCount(fraction.of)} ${FIGURE_MEANINGS[figure]} |`,
    );
  }
  for (const { path, figure, wanted, found, holds } of thresholds) {
    if (path === undefined || holds) continue;
    lines.push('', `**${figure}** in ${code(path)} is ${percentText(found)}; ${wanted} % is asked for.`);
  }
  if (serious.length > 0) lines.push('', ...list(serious));
  if (hints.length > 0) {
    lines.push(
      '',
      `<details><summary>${countOf(hints.length, 'hint')}</summary>`,
      '',
      ...list(hints),
      '',
      '</details>',
    );
  }
  if (problems.length > 0) {
    lines.push('', '### Not looked at as it should be', '');
    for (const { file, message } of problems)
      lines.push(`- ${file === undefined ? '' : `${code(file)}: `}${prose(message)}`);
  }
  return `${lines.join('\n')}\n`;
}

function list(findings: readonly Finding[]): readonly string[] {
  const lines = findings
    .slice(0, MOST)
    .map(
      ({ file, place, level, rule, message }) =>
        `- ${code(`${file}:${place.line}`)} ${level} ${code(rule)}: ${prose(message)}`,
    );
  if (findings.length > MOST) lines.push(`- … and ${formatCount(findings.length - MOST)} more`);
  return lines;
}

/** Code that may hold backticks itself. */
function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** What a message says in backticks is code; outside of them nothing may become a tag, a link or emphasis. */
function prose(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replace(/[\\<>*_[\]|#]/g, '\\$&')))
    .join('')
    .replaceAll('\n', ' ');
}

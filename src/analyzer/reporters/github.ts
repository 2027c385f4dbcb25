import { FIGURES } from '../annotations/thresholds.ts';
import type { Place } from '../finding.ts';
import type { AuditReport } from '../report.ts';
import { levelCounts, percentText } from './words.ts';

const COMMANDS = { error: 'error', warning: 'warning', hint: 'notice' } as const;

/**
 * Writes workflow commands, which GitHub shows beside the lines of a pull request.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function githubReport(report: AuditReport): string {
  const lines = report.findings.map(({ level, rule, file, place, message }) =>
    command(COMMANDS[level], { file, ...region(place), title: rule }, message),
  );
  for (const { kind, file, place, message, fails } of report.problems) {
    const where = { ...(file === undefined ? {} : { file }), ...(place === undefined ? {} : region(place)) };
    lines.push(command(fails ? 'error' : 'notice', { ...where, title: kind }, message));
  }
  for (const { holds, figure, path, wanted, found } of report.thresholds) {
    if (holds) continue;
    const where = path === undefined ? '' : ` in ${path}`;
    lines.push(
      command(
        'error',
        { title: figure },
        `${figure}${where} is ${percentText(found)}; ${wanted} % is asked for`,
      ),
    );
  }
  const figures = FIGURES.map((figure) => `${figure} ${percentText(report.coverage.figures[figure])}`);
  lines.push(`${levelCounts(report.findings)}; ${figures.join(', ')}`);
  return `${lines.join('\n')}\n`;
}

function region({ line, column, endLine, endColumn }: Place): Readonly<Record<string, number>> {
  // GitHub marks columns only within one line.
  return endLine === line ? { line, col: column, endColumn } : { line, endLine };
}

/** A workflow command of GitHub Actions. */
export function command(
  name: string,
  properties: Readonly<Record<string, string | number>>,
  message: string,
): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${name}${list.length === 0 ? '' : ` ${list.join(',')}`}::${escapeText(message)}`;
}

function escapeText(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

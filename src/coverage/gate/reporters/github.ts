import { command } from '../../../analyzer/reporters/github.ts';
import { percentText } from '../../../analyzer/reporters/words.ts';
import type { Judged } from '../gate.ts';
import { linesText } from '../line-runs.ts';
import { figureText, reasons, verdict } from '../words.ts';

/**
 * Writes a report as workflow commands of GitHub Actions: an error for each figure that does not hold, a warning at each
 * run of changed lines that no test ran, and the verdict as a notice or an error.
 */
export function githubReport({ report }: Judged): string {
  const { figures, patch, ratchet } = report;
  const lines = figures.flatMap((figure) =>
    reasons(figure, ratchet?.tolerance ?? 0).map((reason) =>
      command('error', {}, `${figureText(figure)}: ${reason}`),
    ),
  );
  for (const { file, lines: missed } of patch?.uncovered ?? []) {
    for (const run of linesText(missed).split(', ')) {
      const [line = '', endLine = line] = run.split('-');
      lines.push(command('warning', { file, line, endLine }, 'Changed, and no test ran it.'));
    }
  }
  if (patch?.holds === false) {
    const text = `changed lines: ${percentText(patch.lines)} covered, ${patch.wanted ?? 0} % wanted`;
    lines.push(command('error', {}, text));
  }
  lines.push(command(report.fails ? 'error' : 'notice', {}, verdict(report)));
  return `${lines.join('\n')}\n`;
}

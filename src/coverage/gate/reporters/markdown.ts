import { percentText } from '../../../analyzer/reporters/words.ts';
import { formatCount } from '../../../tensor/print-number.ts';
import { keyOf } from '../report.ts';
import type { Judged } from '../gate.ts';
import { linesText } from '../line-runs.ts';
import { verdict } from '../words.ts';

/** Writes a report as Markdown, for a comment on a pull request: the verdict, the figures, what changed, the worst files. */
export function markdownReport({ report }: Judged): string {
  const { figures, patch, worst } = report;
  const lines = [
    `**${escape(verdict(report))}**`,
    '',
    '| | covered | | wanted | best |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...figures.map((figure) => {
      const { found, wanted, best, holds } = figure;
      const sign = holds ? '' : '❌ ';
      const cells = [percentOf(wanted), percentOf(best)].join(' | ');
      return `| ${sign}${escape(keyOf(figure))} | ${percentText(found)} | ${formatCount(found.part)} of ${formatCount(found.of)} | ${cells} |`;
    }),
  ];
  if (patch !== undefined) {
    lines.push(
      '',
      `Changed since ${escape(patch.since)}: ${percentText(patch.lines)} of ${formatCount(patch.lines.of)} lines.`,
    );
    if (patch.uncovered.length > 0) {
      lines.push('', '| changed, and never ran | lines |', '| --- | --- |');
      lines.push(...patch.uncovered.map((each) => `| ${escape(each.file)} | ${linesText(each.lines)} |`));
    }
  }
  if (worst.length > 0) {
    lines.push('', '| most lines that never ran | covered | lines |', '| --- | ---: | --- |');
    lines.push(
      ...worst.map(
        (each) => `| ${escape(each.file)} | ${percentText(each.found)} | ${linesText(each.lines)} |`,
      ),
    );
  }
  return `${lines.join('\n')}\n`;
}

function percentOf(value: number | undefined): string {
  return value === undefined ? '' : `${value} %`;
}

/** So that a name of a file is text wherever it stands, and no markup. */
function escape(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>|]/g, (sign) => `\\${sign}`).replaceAll('\n', ' ');
}

import type { AuditReport } from '../report.ts';
import { githubReport } from './github.ts';
import { htmlReport } from './html.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import { sarifReport } from './sarif.ts';
import { terminalReport } from './terminal.ts';
import type { TerminalOptions } from './terminal.ts';

/** Writes a report in one format. */
export type Reporter = (report: AuditReport, options: TerminalOptions) => string;

/** Every format, by the name that `--format` knows; a new one is a file beside this one and a line here. */
export const reporters = {
  terminal: terminalReport,
  json: jsonReport,
  sarif: sarifReport,
  github: githubReport,
  junit: junitReport,
  markdown: markdownReport,
  html: htmlReport,
} as const satisfies Readonly<Record<string, Reporter>>;

export type ReportFormat = keyof typeof reporters;

import type { AuditReport } from '../report.ts';
import { jsonReport } from './json.ts';
import { terminalReport } from './terminal.ts';
import type { TerminalOptions } from './terminal.ts';

/** Writes a report in one format. */
export type Reporter = (report: AuditReport, options: TerminalOptions) => string;

/** Every format, by the name that `--format` knows; a new one is a file beside this one and a line here. */
export const reporters = {
  terminal: terminalReport,
  json: jsonReport,
} as const satisfies Readonly<Record<string, Reporter>>;

export type ReportFormat = keyof typeof reporters;

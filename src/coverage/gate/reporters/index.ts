import type { GateReport } from '../report.ts';
import { githubReport } from './github.ts';
import { jsonReport } from './json.ts';
import { markdownReport } from './markdown.ts';
import { terminalReport } from './terminal.ts';

/** Writes a report in one format. */
type Reporter = (report: GateReport, options: { readonly colours: boolean }) => string;

/** Every format, by the name that `--format` knows; a new one is a file beside this one and a line here. */
export const gateReporters = {
  terminal: terminalReport,
  json: jsonReport,
  markdown: markdownReport,
  github: githubReport,
} as const satisfies Readonly<Record<string, Reporter>>;

export type GateFormat = keyof typeof gateReporters;

import type { Judged } from '../gate.ts';
import { badgeReport } from './badge.ts';
import { coberturaReport, lcovReport } from './for-services.ts';
import { githubReport } from './github.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import { sarifReport } from './sarif.ts';
import { terminalReport } from './terminal.ts';

/** Writes a report in one format. */
type Reporter = (judged: Judged, options: { readonly colours: boolean }) => string | Promise<string>;

/** Every format, by the name that `--format` knows; a new one is a file beside this one and a line here. */
export const gateReporters = {
  terminal: terminalReport,
  json: jsonReport,
  markdown: markdownReport,
  github: githubReport,
  junit: junitReport,
  sarif: sarifReport,
  lcov: lcovReport,
  cobertura: coberturaReport,
  badge: badgeReport,
} as const satisfies Readonly<Record<string, Reporter>>;

export type GateFormat = keyof typeof gateReporters;

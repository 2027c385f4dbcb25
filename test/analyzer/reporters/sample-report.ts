import { afterAll } from 'vitest';
import { audit } from '../../../src/analyzer/index.ts';
import type { AuditReport, Finding } from '../../../src/analyzer/index.ts';
import { scratchFolder } from '../scratch-folder.ts';

/** A report with an error, a hint, a file that does not parse, a threshold that does not hold and a name that needs care. */
export async function sampleReport(): Promise<AuditReport> {
  const files = {
    'src/a b#%.ts':
      "import * as tf from '@tensorflow/tfjs';\nexport function step(x: tf.Tensor): void {\n\ttf.tidy(async () => { x.print(); });\n}\n",
    'src/broken.ts': 'export const = 1;\n',
  };
  const root = scratchFolder(files, afterAll);
  const report = await audit({
    root,
    types: false,
    thresholds: { ranked: 50, paths: { 'src/*': { shaped: 1 } } },
  });
  // Only those that this library will always have, so that the tests of reporters don't change with the rules.
  const kept = new Set(['async-in-tidy', 'bare-tensor']);
  return {
    ...report,
    rules: report.rules.filter(({ id }) => kept.has(id)),
    findings: report.findings.filter(({ rule }) => kept.has(rule)),
  };
}

/** A finding that tries to break out of whatever it is written into. */
export const HOSTILE: Finding = {
  rule: 'async-in-tidy',
  level: 'warning',
  file: 'a"<&>,:%\n.ts',
  place: { start: 0, end: 9, line: 1, column: 1, endLine: 2, endColumn: 3 },
  messageId: 'async',
  message: '</failure>]]> "quoted" `code` <b>*bold*</b> ::error::%0A | \u0007\r\nnext',
};

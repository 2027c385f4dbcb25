import { sarifReport as sarifOf } from '../../../analyzer/reporters/sarif.ts';
import type { Judged } from '../gate.ts';
import { asFindings } from './as-audit.ts';

/** Writes SARIF 2.1.0 of everything that is not covered, of the kinds that something is asked of. */
export function sarifReport({ report }: Judged): string {
  return sarifOf(asFindings(report));
}

import type { Judged } from '../gate.ts';

/** Writes a report as JSON, for programs. */
export function jsonReport({ report }: Judged): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

import type { GateReport } from '../report.ts';

/** Writes a report as JSON, for programs. */
export function jsonReport(report: GateReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

import type { AuditReport } from '../report.ts';

/** The report as it is, for programs; `schemas/audit-report.schema.json` describes it. */
export function jsonReport(report: AuditReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

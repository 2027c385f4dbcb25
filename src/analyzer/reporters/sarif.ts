import type { Finding } from '../finding.ts';
import type { Problem } from '../problem.ts';
import type { AuditReport, RuleSummary } from '../report.ts';

/** SARIF knows no hints. */
const LEVELS = { error: 'error', warning: 'warning', hint: 'note' } as const;

/** What a report in SARIF's form is made of. */
export interface LocatedFindings extends Pick<AuditReport, 'tool' | 'findings' | 'problems'> {
  readonly rules: readonly (Pick<RuleSummary, 'id' | 'description' | 'level'> & {
    readonly category: string;
  })[];
}

/**
 * Writes SARIF 2.1.0, which code hosts and editors read.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifReport(report: LocatedFindings): string {
  const indexes = new Map(report.rules.map(({ id }, index) => [id, index]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: report.tool.name,
            semanticVersion: report.tool.version,
            rules: report.rules.map(({ id, description, level, category }) => ({
              id,
              shortDescription: { text: description },
              defaultConfiguration: { level: LEVELS[level] },
              properties: { category },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: !report.problems.some(({ fails }) => fails),
            toolExecutionNotifications: report.problems.map(notification),
          },
        ],
        results: report.findings.map((finding) => result(finding, indexes.get(finding.rule))),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function result(finding: Finding, ruleIndex: number | undefined): object {
  const { rule, level, message, fingerprint, file, place } = finding;
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: LEVELS[level],
    message: { text: message },
    locations: [location(file, place)],
    ...(fingerprint === undefined ? {} : { partialFingerprints: { 'tensorproof/v1': fingerprint } }),
  };
}

function notification({ kind, file, place, message, fails }: Problem): object {
  return {
    descriptor: { id: kind },
    level: fails ? 'error' : 'note',
    message: { text: message },
    ...(file === undefined ? {} : { locations: [location(file, place)] }),
  };
}

function location(file: string, place: Finding['place'] | undefined): object {
  return {
    physicalLocation: {
      artifactLocation: { uri: encodeURI(file).replace(/[?#]/g, encodeURIComponent), uriBaseId: '%SRCROOT%' },
      ...(place === undefined
        ? {}
        : {
            region: {
              startLine: place.line,
              startColumn: place.column,
              endLine: place.endLine,
              endColumn: place.endColumn,
            },
          }),
    },
  };
}

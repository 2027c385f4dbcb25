import type { Coverage } from './annotations/coverage.ts';
import type { ThresholdResult } from './annotations/thresholds.ts';
import type { Finding, Level } from './finding.ts';
import type { Problem } from './problem.ts';
import type { RuleCategory } from './rule.ts';

/** What a report says of a rule that ran. */
export interface RuleSummary {
  readonly id: string;
  readonly category: RuleCategory;
  readonly level: Exclude<Level, 'off'>;
  readonly description: string;
  readonly needsTypes: boolean;
}

/** What an audit found, as plain data. */
export interface AuditReport {
  /** Of this format; a program that reads reports can refuse one it does not know. */
  readonly schemaVersion: 1;
  readonly tool: { readonly name: 'tensorproof'; readonly version: string };
  /** How many files were looked at, and their lines. */
  readonly files: number;
  readonly lines: number;
  /** Whether the type checker was asked. */
  readonly typed: boolean;
  /** Every rule that was on. */
  readonly rules: readonly RuleSummary[];
  /** In the order of files and places. */
  readonly findings: readonly Finding[];
  /** How many findings a comment keeps quiet. */
  readonly suppressed: number;
  readonly problems: readonly Problem[];
  readonly coverage: Coverage;
  readonly thresholds: readonly ThresholdResult[];
  /** What the baseline knew: findings that sleep, and those that are gone by now. `written` is its size after an update. */
  readonly baseline?: {
    readonly file: string;
    readonly known: number;
    readonly fixed: number;
    readonly written?: number;
  };
  /** Whether findings, problems or thresholds make the run fail. */
  readonly fails: boolean;
}

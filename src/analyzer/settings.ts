import type { Thresholds } from './annotations/thresholds.ts';
import type { Level } from './finding.ts';
import type { Rule, RuleOptions } from './rule.ts';

/** A rule's level, or its level with options. */
export type RuleSetting = Level | readonly [level: Level, options: RuleOptions];

/** What a run looks at and how; all of it is optional. */
export interface AuditOptions {
  /**
   * Files, folders and globs, from `root`.
   * @defaultValue the root
   */
  readonly paths?: readonly string[];
  /**
   * Where paths start, and how files are called in the report.
   * @defaultValue the working directory of the process
   */
  readonly root?: string;
  /** Globs, from `root`, of files to leave out, beside dependencies and build output. */
  readonly ignore?: readonly string[];
  /** By the id of a rule. */
  readonly rules?: Readonly<Record<string, RuleSetting>>;
  /** Rules of your own, made with `defineRule`. */
  readonly ownRules?: readonly Rule[];
  /**
   * Whether the type checker is asked. With `false`, rules that need it are left out; with `true` it is asked for the
   * annotation coverage even when no rule needs it.
   * @defaultValue only when a rule that is on needs it
   */
  readonly types?: boolean;
  /** The least percentages of the three figures. */
  readonly thresholds?: Thresholds;
  /**
   * The least level that makes a run fail.
   * @defaultValue 'warning'
   */
  readonly failOn?: 'error' | 'warning';
  /**
   * A file with known findings, from `root`: those sleep, and only new ones count. Where it does not exist, nothing is known.
   */
  readonly baseline?: string;
  /** Writes today's findings to the baseline: new ones in, fixed ones out. None of them counts then. */
  readonly updateBaseline?: boolean;
  /** Looks only at the files that git calls changed since a branch or commit; `HEAD` means what is not committed. */
  readonly changed?: string;
  /**
   * A folder, from `root`, that keeps the results of each file by its content: what did not change is not looked at again.
   * With types, a file changes with those that it imports.
   */
  readonly cache?: string;
  /** Ends the run early, by throwing the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told how far the run is; for a display, so often only. */
  readonly progress?: (done: number, files: number) => void;
}

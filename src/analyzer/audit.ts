import path from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { requireOptions } from '../checks/options.ts';
import { coverageOf } from './annotations/coverage.ts';
import { checkThresholds } from './annotations/thresholds.ts';
import { applySuppressions } from './apply-suppressions.ts';
import type { KnownRules } from './apply-suppressions.ts';
import type { Finding } from './finding.ts';
import type { FileResult } from './inspect-file.ts';
import type { Problem } from './problem.ts';
import { findFiles } from './project/find-files.ts';
import { isText, readSource } from './project/read-source.ts';
import type { ReadFile } from './project/typed-files.ts';
import type { AuditReport, RuleSummary } from './report.ts';
import type { AuditOptions } from './settings.ts';

const OPTIONS: readonly (keyof AuditOptions)[] = [
  'paths',
  'root',
  'ignore',
  'rules',
  'ownRules',
  'types',
  'thresholds',
  'failOn',
  'signal',
  'progress',
];

/**
 * Audits a code base: how much of it is annotated, and which lines will leak, detach, block or give zeros. It reads the
 * files and their types; it never runs them, and never loads TensorFlow.js.
 * @returns findings, coverage and whatever kept it from looking, as plain data
 * @throws ArgumentError for an option, a path, a rule or a level that does not exist
 * @example
 * import { audit } from 'tensorproof/analyzer';
 *
 * const { findings, coverage } = await audit({ paths: ['src'], rules: { 'async-in-tidy': 'error' } });
 */
export async function audit(options: AuditOptions = {}): Promise<AuditReport> {
  requireOptions(options, OPTIONS, 'audit');
  const root = path.resolve(options.root ?? process.cwd());
  const found = await findFiles(options.paths ?? ['.'], root, options.ignore);
  const problems: Problem[] = [];
  const files: ReadFile[] = [];
  for (const file of found) {
    const source = await readSource(file);
    if (isText(source)) files.push({ ...file, text: source.text });
    else problems.push(source);
  }
  options.signal?.throwIfAborted();
  // The compiler is only loaded where there is something to parse.
  const { analyze, planOf } = await import('./analyze.ts');
  const plan = planOf(options);
  const { results, problems: around } = await analyze(files, plan, root, options);
  problems.push(...plan.problems, ...around);
  return reportOf(results, { ...plan, problems }, options);
}

/** Puts a report together from what the files gave. */
function reportOf(
  results: readonly FileResult[],
  run: {
    readonly summaries: readonly RuleSummary[];
    readonly ids: readonly string[];
    readonly typed: boolean;
    readonly problems: readonly Problem[];
  },
  { thresholds = {}, failOn = 'warning' }: AuditOptions,
): AuditReport {
  const known: KnownRules = {
    ids: new Set(run.ids),
    active: new Set(run.summaries.map(({ id }) => id)),
    levels: Object.fromEntries(run.summaries.map(({ id, level }) => [id, level])),
  };
  const findings: Finding[] = [];
  const problems: Problem[] = [...run.problems];
  let suppressed = 0;
  let lines = 0;
  const sorted = [...results].sort((a, b) => (a.file < b.file ? -1 : 1));
  for (const result of sorted) {
    const after = applySuppressions(result, known);
    findings.push(...after.findings);
    suppressed += after.suppressed;
    lines += result.lines;
    problems.push(...result.problems);
  }
  const coverage = coverageOf(sorted.flatMap((result) => result.coverage ?? []));
  const thresholdResults = checkThresholds(coverage, thresholds);
  const isBad = ({ level }: Finding): boolean =>
    level === 'error' || (level === 'warning' && failOn === 'warning');
  return {
    schemaVersion: 1,
    tool: { name: 'tensorproof', version: manifest.version },
    files: results.length,
    lines,
    typed: run.typed,
    rules: run.summaries,
    findings,
    suppressed,
    problems,
    coverage,
    thresholds: thresholdResults,
    fails:
      findings.some(isBad) ||
      problems.some(({ fails }) => fails) ||
      thresholdResults.some(({ holds }) => !holds),
  };
}

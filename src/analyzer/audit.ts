import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { requireOptions } from '../checks/options.ts';
import { ArgumentError } from '../errors.ts';
import { coverageOf } from './annotations/coverage.ts';
import { checkThresholds } from './annotations/thresholds.ts';
import { applySuppressions } from './apply-suppressions.ts';
import type { KnownRules } from './apply-suppressions.ts';
import { againstBaseline, readBaseline, writeBaseline } from './baseline.ts';
import { ResultCache } from './cache/result-cache.ts';
import type { KeptPlan } from './cache/result-cache.ts';
import type { RunMemory } from './cache/run-memory.ts';
import { runKey } from './cache/run-key.ts';
import { requireThresholds } from './configuration/configuration.ts';
import type { Finding } from './finding.ts';
import type { FileResult } from './inspect-file.ts';
import type { Problem } from './problem.ts';
import { changedFiles } from './project/changed-files.ts';
import { FileTexts } from './project/file-texts.ts';
import { findFiles, relativePath } from './project/find-files.ts';
import type { FoundFile } from './project/find-files.ts';
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
  'baseline',
  'updateBaseline',
  'changed',
  'cache',
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
 * const { findings, coverage } = await audit({ paths: ['src/memory'], rules: { 'async-in-tidy': 'error' } });
 */
export async function audit(options: AuditOptions = {}): Promise<AuditReport> {
  return (await auditFiles(options)).report;
}

/** An audit with the texts that it looked at. */
export async function auditFiles(
  options: AuditOptions,
  memory?: RunMemory,
): Promise<{ readonly report: AuditReport; readonly files: readonly ReadFile[] }> {
  requireOptions(options, OPTIONS, 'audit');
  const root = path.resolve(options.root ?? process.cwd());
  if (options.thresholds !== undefined) requireThresholds(options.thresholds, 'audit');
  const baselineFile = baselineOf(options, root);
  const baseline = baselineFile === undefined ? undefined : await readBaseline(baselineFile);
  const found = await filesOf(options, root);
  const problems: Problem[] = [];
  const files: ReadFile[] = [];
  for (const file of found) {
    const source = await readSource(file);
    if (isText(source)) files.push({ ...file, text: source.text });
    else problems.push(source);
  }
  options.signal?.throwIfAborted();
  const { plan, results, problems: around } = await resultsOf(files, root, options, memory);
  problems.push(...plan.problems, ...around);
  const report = reportOf(results, { ...plan, problems });
  const looked = new Set(found.map((file) => file.path));
  if (options.updateBaseline === true && baselineFile !== undefined) {
    const exists = (file: string): boolean => existsSync(path.join(root, file));
    const written = await writeBaseline(baselineFile, report.findings, baseline, looked, exists);
    const known = report.findings.length;
    const asleep = { file: relativePath(root, baselineFile), known, fixed: 0, written };
    return { report: judged({ ...report, findings: [], baseline: asleep }, options), files };
  }
  if (baselineFile === undefined || baseline === undefined) return { report: judged(report, options), files };
  const { findings, known, fixed } = againstBaseline(report.findings, baseline, looked);
  const asleep = { file: relativePath(root, baselineFile), known, fixed };
  return { report: judged({ ...report, findings, baseline: asleep }, options), files };
}

/** What the rules say of files, and what the annotations come to: from the cache where nothing changed. */
async function resultsOf(
  files: readonly ReadFile[],
  root: string,
  options: AuditOptions,
  memory: RunMemory | undefined,
): Promise<{
  readonly plan: KeptPlan;
  readonly results: readonly FileResult[];
  readonly problems: readonly Problem[];
}> {
  const texts = new FileTexts(root, files);
  const { cache: folder } = options;
  const cache =
    folder === undefined
      ? undefined
      : await ResultCache.open(path.resolve(root, folder), runKey(options), root);
  const whole = cache?.whole(files, texts);
  if (whole !== undefined) return { ...whole, problems: whole.around };
  // The rules bring the compiler with them, so they are loaded only where there is something to look at.
  const { analyze, planOf } = await import('./analyze.ts');
  const plan = planOf(options);
  const analysis = await analyze(files, texts, plan, root, options, memory ?? cache);
  memory?.keep(files, texts, analysis);
  if (cache === undefined) return { plan, ...analysis };
  const { summaries, ids, typed } = plan;
  const unkept = await cache.keep({
    ...analysis,
    plan: { summaries, ids, typed, problems: plan.problems },
    around: analysis.problems,
    files,
    texts,
  });
  return { plan, results: analysis.results, problems: [...analysis.problems, ...cache.problems, ...unkept] };
}

async function filesOf(
  { paths = ['.'], ignore, changed }: AuditOptions,
  root: string,
): Promise<readonly FoundFile[]> {
  const found = await findFiles(paths, root, ignore);
  if (changed === undefined) return found;
  const since = await changedFiles(root, changed);
  // git tells the names without links.
  const real = await Promise.all(found.map(async ({ absolute }) => realpath(absolute).catch(() => absolute)));
  return found.filter((_, index) => since.has(real[index] ?? ''));
}

/** @throws ArgumentError for an update without a file to update */
function baselineOf({ baseline, updateBaseline }: AuditOptions, root: string): string | undefined {
  if (baseline !== undefined) return path.resolve(root, baseline);
  if (updateBaseline !== true) return undefined;
  throw new ArgumentError('audit: updateBaseline needs the file of a baseline.', {
    argument: 'baseline',
    expected: 'a file',
  });
}

/** A report before anything is held against a baseline or a threshold. */
type Unjudged = Omit<AuditReport, 'fails' | 'thresholds'>;

/** Puts a report together from what the files gave. */
function reportOf(
  results: readonly FileResult[],
  run: {
    readonly summaries: readonly RuleSummary[];
    readonly ids: readonly string[];
    readonly typed: boolean;
    readonly problems: readonly Problem[];
  },
): Unjudged {
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
    coverage: coverageOf(sorted.flatMap((result) => result.coverage ?? [])),
  };
}

function judged(report: Unjudged, { thresholds = {}, failOn = 'warning' }: AuditOptions): AuditReport {
  const results = checkThresholds(report.coverage, thresholds);
  const isBad = ({ level }: Finding): boolean =>
    level === 'error' || (level === 'warning' && failOn === 'warning');
  return {
    ...report,
    thresholds: results,
    fails:
      report.findings.some(isBad) ||
      report.problems.some(({ fails }) => fails) ||
      results.some(({ holds }) => !holds),
  };
}

import path from 'node:path';
import { percent } from '../../analyzer/annotations/coverage.ts';
import {
  GATE_FIELDS,
  requireGateSettings,
  type GateSettings,
} from '../../analyzer/configuration/gate-settings.ts';
import type { AuditOptions } from '../../analyzer/settings.ts';
import { requireOptions } from '../../checks/options.ts';
import { ArgumentError } from '../../errors.ts';
import { annotationCoverage } from './annotated.ts';
import { collectedCoverage } from './collected.ts';
import { askedOf, figuresOf } from './figures.ts';
import { findRuns } from './find-runs.ts';
import { readMeasured, runCoverage, uncoveredLines, type MeasuredFile } from './measured.ts';
import { measurePatch } from './patch.ts';
import { heldRatchet, raiseRatchet } from './ratchet.ts';
import type { GateReport } from './report.ts';

/** What a gate looks at, and what it asks for. */
export interface GateOptions extends GateSettings {
  /** The folder of the project; everything else is from there. Default: the working directory. */
  readonly root?: string;
  /** How annotations are counted; `false`: not at all. Thresholds in there are asked for, too. */
  readonly annotations?: AuditOptions | false;
  /** Hold the ratchet; with `'update'`, raise it to what was found. */
  readonly hold?: boolean | 'update';
  /** Measure what changed since a branch or commit. */
  readonly changed?: string;
  /** A folder with a folder for each run that shares the work, instead of `data`. */
  readonly merge?: string;
  /** How many runs `merge` must find. */
  readonly runs?: number;
}

/** Where c8's reporter `json` writes by default. */
export const DATA = 'coverage/coverage-final.json';
export const RATCHET = 'tensorproof-ratchet.json';
/** In percentage points: less than that is what moving a few lines does. */
const TOLERANCE = 0.1;
const WORST = 3;
const OPTIONS = [...GATE_FIELDS, 'root', 'annotations', 'hold', 'changed', 'merge', 'runs'] as const;

/**
 * Judges a run of tests by what it covered: against thresholds, against the best so far, and on what changed.
 * @returns every figure with what is asked of it, and what is not covered, as plain data
 * @throws CoverageDataError where there is nothing to judge (no coverage, one of another checkout, one of sources that have
 *   changed since); ArgumentError for settings that make no sense
 * @example
 * import { gate } from 'tensorproof/gate';
 *
 * const judge = () => gate({ thresholds: { lines: 90 }, hold: true });
 * // after `npx c8 --reporter=json vitest run`:
 * // const { fails, figures } = await judge();
 */
export async function gate(options: GateOptions = {}): Promise<GateReport> {
  return (await judgeRun(options)).report;
}

/** What a gate found, with what it was found in, as reporters need it. */
export interface Judged {
  readonly report: GateReport;
  /** Absolute. */
  readonly root: string;
  readonly files: readonly MeasuredFile[];
}

/** As `gate`, with what was measured. */
export async function judgeRun(options: GateOptions): Promise<Judged> {
  const {
    root: folder,
    annotations,
    hold = false,
    changed,
    merge,
    runs,
    ...settings
  } = requireGateOptions(options);
  const { tolerance = TOLERANCE } = settings;
  const root = path.resolve(folder ?? process.cwd());
  const data = merge === undefined ? (settings.data ?? [DATA]) : await findRuns(root, merge, runs);
  const files = await readMeasured(root, data);
  const collected = await collectedCoverage(
    root,
    data,
    files.map(({ file }) => file),
  );
  const covered = [
    ...runCoverage(files),
    ...(collected?.kinds ?? []),
    ...(annotations === false ? [] : await annotationCoverage(root, annotations ?? {})),
  ];
  const ratchetFile = settings.ratchet ?? RATCHET;
  const ratchet = hold === false ? undefined : await heldRatchet(root, ratchetFile, hold);
  const figures = figuresOf(covered, askedOf(settings, annotations), ratchet, tolerance);
  const patch = changed === undefined ? undefined : await measurePatch(root, changed, files);
  const patchHolds =
    patch === undefined || settings.patch === undefined || percent(patch.lines) >= settings.patch;
  const ran = files.some(({ counts }) => counts.lines.part > 0);
  // Last, so that a run that can't be judged raises nothing.
  const raised = hold === false ? [] : await raiseRatchet(root, ratchetFile, ratchet, figures, hold);
  const report: GateReport = {
    schemaVersion: 1,
    data,
    files: files.length,
    ran,
    figures,
    uncovered: Object.fromEntries(covered.map(({ kind, uncovered }) => [kind, uncovered])),
    ...(collected === undefined ? {} : { backends: collected.backends }),
    ...(patch === undefined
      ? {}
      : {
          patch: {
            ...patch,
            ...(settings.patch === undefined ? {} : { wanted: settings.patch }),
            holds: patchHolds,
          },
        }),
    worst: worstOf(files),
    ...(hold === false ? {} : { ratchet: { file: ratchetFile, tolerance, raised } }),
    fails: !ran || !patchHolds || figures.some(({ holds }) => !holds),
  };
  return { report, root, files };
}

function requireGateOptions(options: GateOptions): GateOptions {
  const { root, annotations, hold, changed, merge, runs, ...settings } = requireOptions(
    options,
    OPTIONS,
    'gate',
  );
  requireGateSettings(settings, 'gate');
  if (hold !== undefined && typeof hold !== 'boolean' && hold !== 'update') {
    throw new ArgumentError("gate: hold must be true, false or 'update'.", {
      argument: 'hold',
      actual: hold,
    });
  }
  for (const [argument, value] of Object.entries({ root, changed, merge })) {
    if (value !== undefined && typeof value !== 'string')
      throw new ArgumentError(`gate: ${argument} must be a text.`, { argument, actual: value });
  }
  if (runs !== undefined && !(Number.isInteger(runs) && Number(runs) > 0)) {
    throw new ArgumentError('gate: runs must be a whole number above 0.', { argument: 'runs', actual: runs });
  }
  // What annotations say is looked at by the audit.
  if (annotations !== undefined && annotations !== false && typeof annotations !== 'object')
    throw new ArgumentError('gate: annotations must be options of the audit, or false.', {
      argument: 'annotations',
    });
  return options;
}

function worstOf(files: readonly MeasuredFile[]): GateReport['worst'] {
  return files
    .map((each) => ({ file: each.file, found: each.counts.lines, lines: uncoveredLines(each) }))
    .filter(({ lines }) => lines.length > 0)
    .sort((a, b) => b.lines.length - a.lines.length || (a.file < b.file ? -1 : 1))
    .slice(0, WORST);
}

import { ts } from './compiler.js';
import { annotationsOf } from './annotations/annotations-of.ts';
import type { AskType } from './annotations/annotations-of.ts';
import { moduleCoverage } from './annotations/coverage.ts';
import type { ModuleCoverage } from './annotations/coverage.ts';
import type { Finding } from './finding.ts';
import { withFingerprints } from './fingerprint.ts';
import type { Problem } from './problem.ts';
import type { Neighbours } from './project/neighbours.ts';
import { runRules } from './run-rules.ts';
import type { ActiveRule } from './run-rules.ts';
import { syntaxErrors } from './source-text.ts';
import type { SourceText } from './source-text.ts';
import { suppressionsOf } from './suppressions.ts';
import type { Suppression } from './suppressions.ts';
import { TensorFlowNames } from './tensorflow/names.ts';

/** All that one file gives, as plain data, so that a cache can keep it. */
export interface FileResult {
  readonly file: string;
  readonly lines: number;
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  readonly suppressions: readonly Suppression[];
  readonly coverage?: ModuleCoverage;
  /** The files that were followed into, and where one was looked for: this result holds while they are as they were. */
  readonly followed?: readonly string[];
}

/** A type checker, and what it says of a position without an annotation. */
export interface Types {
  readonly checker: () => ts.TypeChecker;
  readonly askType: AskType;
}

/**
 * Runs rules over a file, and counts its annotations. A file whose syntax is broken gives only where it breaks.
 * @param neighbours the files that it may import helpers from; left out, none is followed into
 */
export function inspectFile(
  source: SourceText,
  rules: readonly ActiveRule[],
  types?: Types,
  neighbours?: Neighbours,
): FileResult {
  const starts = source.tree.getLineStarts();
  // What stands after the last line end is a line only where there is something.
  const lines = starts.at(-1) === source.text.length ? starts.length - 1 : starts.length;
  const base = { file: source.path, lines, suppressions: suppressionsOf(source) };
  const broken = syntaxProblem(source);
  if (broken !== undefined) return { ...base, findings: [], problems: [broken] };
  const followed = new Set<string>();
  const importing =
    neighbours === undefined
      ? undefined
      : (specifier: string): SourceText | undefined =>
          neighbours.resolve(source.path, specifier, (path) => followed.add(path));
  const names = new TensorFlowNames(source, importing);
  const { findings, failures } = runRules(source, rules, types?.checker, names);
  const coverage = moduleCoverage(source.path, annotationsOf(source, types?.askType, names));
  const problems = failures.map(({ rule, file, error }): Problem => {
    return {
      kind: 'rule-failed',
      rule,
      file,
      message: `rule ${rule} failed: ${errorText(error)}`,
      fails: true,
    };
  });
  return {
    ...base,
    findings: withFingerprints(findings, source.text),
    problems,
    coverage,
    ...(followed.size === 0 ? {} : { followed: [...followed].sort() }),
  };
}

/** The first place where a file is no program; those after it mostly follow from it. */
function syntaxProblem(source: SourceText): Problem | undefined {
  const [first] = syntaxErrors(source);
  if (first === undefined) return undefined;
  const end = Math.min(first.start + first.length, source.text.length);
  return {
    kind: 'syntax',
    file: source.path,
    place: source.placeOf({ start: Math.min(first.start, end), end }),
    message: `can't be parsed: ${ts.flattenDiagnosticMessageText(first.messageText, ' ')}`,
    fails: true,
  };
}

/** What an error says, with the first line of its stack that is the rule's. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const line = error.stack?.split('\n').find((each) => each.trimStart().startsWith('at '));
  return `${error.name}: ${error.message}${line === undefined ? '' : ` (${line.trim()})`}`;
}

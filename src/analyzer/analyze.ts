import path from 'node:path';
import { activeRules } from './active-rules.ts';
import { askChecker } from './annotations/checked-facts.ts';
import { inspectFile } from './inspect-file.ts';
import type { FileResult } from './inspect-file.ts';
import type { Problem } from './problem.ts';
import { TsconfigFinder } from './project/nearest-tsconfig.ts';
import type { FileTexts } from './project/file-texts.ts';
import { Neighbours } from './project/neighbours.ts';
import type { SeenFiles } from './project/seen-files.ts';
import { typedFiles } from './project/typed-files.ts';
import type { Projects, ReadFile } from './project/typed-files.ts';
import type { RuleSummary } from './report.ts';
import type { Rule } from './rule.ts';
import { rules as libraryRules } from './rules/index.ts';
import type { ActiveRule } from './run-rules.ts';
import type { AuditOptions } from './settings.ts';
import { SUPPRESSION_RULES } from './suppression-rules.ts';

/** Every rule of the library, those about comments included. */
export const allRules: readonly Rule[] = [...libraryRules, ...Object.values(SUPPRESSION_RULES)];

/** The rules of a run, and how it must look at files. */
export interface Plan {
  readonly active: readonly ActiveRule[];
  readonly summaries: readonly RuleSummary[];
  /** Every id there is, those that are off included. */
  readonly ids: readonly string[];
  readonly typed: boolean;
  readonly problems: readonly Problem[];
}

/**
 * Says which rules run, and whether they need types.
 * @throws ArgumentError for a rule, a level or an option that does not exist
 */
export function planOf({ rules = {}, ownRules = [], types }: AuditOptions): Plan {
  const every = [...allRules, ...ownRules];
  const on = activeRules(every, rules);
  const needing = on.filter(({ rule }) => rule.needsTypes);
  const active = types === false ? on.filter(({ rule }) => !rule.needsTypes) : on;
  const problems: Problem[] = [];
  if (types === false && needing.length > 0) {
    const names = needing.map(({ rule }) => rule.id).join(', ');
    problems.push({
      kind: 'types-off',
      message: `without types, these rules did not run: ${names}`,
      fails: false,
    });
  }
  return {
    active,
    summaries: active.map(({ rule, level }) => ({
      id: rule.id,
      category: rule.category,
      level,
      description: rule.description,
      needsTypes: rule.needsTypes,
    })),
    ids: every.map(({ id }) => id),
    typed: types ?? needing.length > 0,
    problems,
  };
}

/** What looking at files gave: a result a file, and what was wrong around them. */
export interface Analysis {
  readonly results: readonly FileResult[];
  readonly problems: readonly Problem[];
  /** By path, the hash of the files whose types a file sees; empty without types. */
  readonly sees: ReadonlyMap<string, string>;
  /** The absolute paths of what was read beside the files. */
  readonly surroundings: ReadonlySet<string>;
}

/** What earlier runs gave, by content. */
export interface KnownResults {
  result(file: ReadFile, texts: FileTexts, sees?: string): FileResult | undefined;
  /** The programs of an earlier run of this process. */
  readonly projects?: Projects;
}

/** What says which packages are there: another version of one is another type. */
const INSTALLED: readonly string[] = [
  'package.json',
  'node_modules/.package-lock.json',
  'package-lock.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
];

/** Looks at files; it stops between two when the signal says so. */
export async function analyze(
  files: readonly ReadFile[],
  texts: FileTexts,
  { active, typed }: Plan,
  root: string,
  { signal, progress }: Pick<AuditOptions, 'signal' | 'progress'>,
  known?: KnownResults,
): Promise<Analysis> {
  const results: FileResult[] = [];
  const done = async (result: FileResult): Promise<void> => {
    results.push(result);
    if (results.length % 50 !== 0) return;
    progress?.(results.length, files.length);
    // Lets an interruption in.
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
  };
  const neighbours = new Neighbours(texts);
  const sees = new Map<string, string>();
  const surroundings = new Set<string>();
  if (!typed) {
    for (const file of files) {
      await done(
        known?.result(file, texts) ??
          inspectFile(neighbours.treeOf(file.path, file.text), active, undefined, neighbours),
      );
    }
    return { results, problems: [], sees, surroundings };
  }
  const tsconfigs = new TsconfigFinder(root);
  let last: SeenFiles | undefined;
  for (const { file, source, checker, seen } of typedFiles(files, tsconfigs, known?.projects, (sources) => {
    neighbours.give(sources);
  })) {
    const hash = known === undefined ? undefined : seen().hashOf(source.tree);
    if (hash !== undefined) {
      sees.set(source.path, hash);
      if (last !== seen()) for (const outside of seen().outside) surroundings.add(outside);
      last = seen();
    }
    await done(
      known?.result(file, texts, hash) ??
        inspectFile(
          source,
          active,
          { checker, askType: (node, kind) => askChecker(checker())(node, kind) },
          neighbours,
        ),
    );
  }
  for (const file of tsconfigs.read) {
    surroundings.add(file);
    for (const name of INSTALLED) surroundings.add(path.join(path.dirname(file), name));
  }
  return { results, problems: tsconfigs.problems, sees, surroundings };
}

import type { Fraction } from '../../analyzer/annotations/coverage.ts';
import { gitSince } from '../../analyzer/project/git.ts';
import type { MeasuredFile } from './measured.ts';

/** How much of what changed ran. */
export interface Patch {
  /** Since which branch or commit. */
  readonly since: string;
  readonly lines: Fraction;
  /** Files with changed lines that never ran, and those lines. */
  readonly uncovered: readonly { readonly file: string; readonly lines: readonly number[] }[];
}

/**
 * Measures the lines that are new or changed since the commit that this branch left from, committed or not.
 * @param root a folder of a git repository
 * @param since a branch or commit, e.g. `origin/main`
 * @throws ArgumentError outside of a repository, and for a ref that does not exist
 */
export async function measurePatch(
  root: string,
  since: string,
  files: readonly MeasuredFile[],
): Promise<Patch> {
  const changed = await changedLines(root, since);
  let [part, of] = [0, 0];
  const uncovered: { file: string; lines: number[] }[] = [];
  for (const { file, lines } of files) {
    const ofFile = changed.get(file);
    if (ofFile === undefined) continue;
    const counted = [...lines].filter(([line]) => ofFile === 'all' || ofFile.has(line));
    const missed = counted.filter(([, count]) => count === 0).map(([line]) => line);
    of += counted.length;
    part += counted.length - missed.length;
    if (missed.length > 0) uncovered.push({ file, lines: missed });
  }
  return { since, lines: { part, of }, uncovered };
}

/** By path from `root`: the numbers of changed lines, or all of a file that git doesn't know yet. */
async function changedLines(
  root: string,
  since: string,
): Promise<ReadonlyMap<string, ReadonlySet<number> | 'all'>> {
  const { base, git } = await gitSince(root, since, 'gate');
  const diff = await git(
    '-c',
    'core.quotePath=false',
    'diff',
    '--unified=0',
    '--no-color',
    '--no-ext-diff',
    '--relative',
    '--src-prefix=a/',
    '--dst-prefix=b/',
    base,
  );
  const changed = new Map<string, Set<number> | 'all'>();
  let current: Set<number> | undefined;
  for (const line of diff.split('\n')) {
    const file = /^\+\+\+ b\/(.*?)\t?$/.exec(line)?.[1];
    if (file !== undefined) {
      current = new Set();
      changed.set(file, current);
    } else if (line.startsWith('+++ ')) current = undefined;
    const [, first, count] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (first === undefined) continue;
    for (let i = 0; i < Number(count ?? 1); i++) current?.add(Number(first) + i);
  }
  const fresh = await git('ls-files', '--others', '--exclude-standard', '-z');
  for (const file of fresh.split('\0')) if (file !== '') changed.set(file, 'all');
  return changed;
}

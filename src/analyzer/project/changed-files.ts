import path from 'node:path';
import { gitSince } from './git.ts';

/**
 * The files that git calls changed: against the commit that a branch left from, in the working tree, or new.
 * @param root a folder of the repository
 * @param ref a branch or commit, e.g. `origin/main`; `HEAD` means what is not committed yet
 * @returns absolute paths
 * @throws ArgumentError outside of a repository, and for a ref that does not exist
 */
export async function changedFiles(root: string, ref: string): Promise<ReadonlySet<string>> {
  const { base, git } = await gitSince(root, ref, 'audit');
  const top = (await git('rev-parse', '--show-toplevel')).trim();
  const lists = [
    await git('diff', '--name-only', '-z', '--diff-filter=d', base),
    await git('ls-files', '--others', '--exclude-standard', '-z', '--full-name'),
  ];
  const names = lists.flatMap((list) => list.split('\0').filter((name) => name !== ''));
  return new Set(names.map((name) => path.resolve(top, name)));
}

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { ArgumentError } from '../../errors.ts';

const run = promisify(execFile);

/**
 * The files that git calls changed: against the commit that a branch left from, in the working tree, or new.
 * @param root a folder of the repository
 * @param ref a branch or commit, e.g. `origin/main`; `HEAD` means what is not committed yet
 * @returns absolute paths
 * @throws ArgumentError outside of a repository, and for a ref that does not exist
 */
export async function changedFiles(root: string, ref: string): Promise<ReadonlySet<string>> {
  const git = async (...args: readonly string[]): Promise<string> => {
    try {
      const { stdout } = await run('git', ['-C', root, ...args], { maxBuffer: 1 << 28 });
      return stdout;
    } catch (cause) {
      const { stderr = '', message } = cause as Error & { readonly stderr?: string }; // what execFile throws
      const why = (stderr === '' ? message : stderr).trim().split('\n')[0] ?? '';
      throw new ArgumentError(`audit: git can't say what changed since '${ref}': ${why}`, {
        argument: 'changed',
        actual: ref,
        cause,
      });
    }
  };
  // A ref that begins with a dash would be read as an option.
  if (ref.startsWith('-'))
    throw new ArgumentError(`audit: '${ref}' is no branch or commit.`, { argument: 'changed', actual: ref });
  const top = (await git('rev-parse', '--show-toplevel')).trim();
  const since = (await git('merge-base', ref, 'HEAD')).trim();
  const lists = [
    await git('diff', '--name-only', '-z', '--diff-filter=d', since),
    await git('ls-files', '--others', '--exclude-standard', '-z', '--full-name'),
  ];
  const names = lists.flatMap((list) => list.split('\0').filter((name) => name !== ''));
  return new Set(names.map((name) => path.resolve(top, name)));
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ArgumentError } from '../../errors.ts';

const run = promisify(execFile);

/** A repository, seen from the commit that a branch left from. */
export interface GitSince {
  /** The commit that this branch and the ref have in common. */
  readonly base: string;
  /** Runs git in the folder. @throws ArgumentError with git's own words */
  readonly git: (...args: readonly string[]) => Promise<string>;
}

/**
 * Asks git for the commit that this branch left from.
 * @param root a folder of the repository
 * @param ref a branch or commit, e.g. `origin/main`; `HEAD` means what is not committed yet
 * @param where who asks, as messages name it
 * @throws ArgumentError outside of a repository, and for a ref that does not exist
 */
export async function gitSince(root: string, ref: string, where: string): Promise<GitSince> {
  const wrong = (message: string, cause?: unknown): ArgumentError =>
    new ArgumentError(`${where}: ${message}`, { argument: 'changed', actual: ref, cause });
  // A ref that begins with a dash would be read as an option.
  if (ref.startsWith('-')) throw wrong(`'${ref}' is no branch or commit.`);
  const git = async (...args: readonly string[]): Promise<string> => {
    try {
      const { stdout } = await run('git', ['-C', root, ...args], { maxBuffer: 1 << 28 });
      return stdout;
    } catch (cause) {
      const { stderr = '', message } = cause as Error & { readonly stderr?: string }; // what execFile throws
      const why = (stderr === '' ? message : stderr).trim().split('\n')[0] ?? '';
      throw wrong(`git can't say what changed since '${ref}': ${why}`, cause);
    }
  };
  return { base: (await git('merge-base', ref, 'HEAD')).trim(), git };
}

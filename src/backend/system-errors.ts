import { BackendError } from '../errors.ts';
import type { BackendProblem } from '../errors.ts';

const PROBLEMS: Readonly<Record<string, { problem: BackendProblem; says: string; hint?: string }>> = {
  ENOSPC: { problem: 'disk-full', says: 'the disk is full', hint: spaceHint() },
  EDQUOT: { problem: 'disk-full', says: 'the disk quota is used up', hint: spaceHint() },
  EROFS: { problem: 'not-writable', says: 'the file system is read-only', hint: cacheHint() },
  EACCES: { problem: 'not-writable', says: 'permission is denied', hint: cacheHint() },
  EPERM: { problem: 'not-writable', says: 'the operation is not permitted', hint: cacheHint() },
};

function spaceHint(): string {
  return 'free some space, or name another place in TENSORPROOF_CACHE_DIR';
}

function cacheHint(): string {
  return 'name a directory that can be written in TENSORPROOF_CACHE_DIR';
}

/**
 * Turns what the file system refused into an error that says what to do. A {@link BackendError} stays as it is.
 * @param doing what was being done, as the end of "could not …", e.g. `extract the libraries`
 * @param place the directory it was done in
 */
export function asBackendError(error: unknown, doing: string, place: string): BackendError {
  if (error instanceof BackendError) return error;
  const code = errorCode(error);
  const known = code === undefined ? undefined : PROBLEMS[code];
  const details = [`in ${place}`, error instanceof Error ? error.message : String(error)];
  if (error instanceof Error && error.name === 'AbortError') {
    return new BackendError('interrupted', `Interrupted: could not ${doing}.`, { cause: error });
  }
  if (known === undefined) {
    return new BackendError('system-failed', `Could not ${doing}.`, { details, cause: error });
  }
  return new BackendError(known.problem, `Could not ${doing}: ${known.says}.`, {
    details,
    cause: error,
    ...(known.hint === undefined ? {} : { hint: known.hint }),
  });
}

/** The code of a system error, e.g. `ENOENT`, or undefined. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

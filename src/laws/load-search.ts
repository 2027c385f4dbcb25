import { MissingPackageError } from '../errors.ts';
import type * as Search from './search.ts';

/**
 * Loads the part that needs fast-check, an optional peer, when the first law is tried.
 * @throws MissingPackageError where it isn't installed
 */
export async function loadSearch(
  where: string,
): Promise<Pick<typeof Search, 'searchCounterexample' | 'meetFirstCase'>> {
  try {
    return await import('./search.ts');
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new MissingPackageError(`${where}: cases are drawn by fast-check, which is not installed.`, {
      argument: 'fast-check',
      expected: 'the package, installed beside tensorproof',
      actual: 'none',
      cause,
      hint: 'npm install --save-dev fast-check',
    });
  }
}

/** Whether it is fast-check that was not found, as Node, Vite and Jest say it. */
function isMissing(error: unknown): boolean {
  return (
    error instanceof Error && error.message.includes('fast-check') && /find|resolve/iu.test(error.message)
  );
}

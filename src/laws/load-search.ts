import { MissingPackageError } from '../errors.ts';
import type { searchCounterexample } from './search.ts';

/**
 * Loads the part that needs fast-check, an optional peer, when the first law is tried.
 * @throws MissingPackageError where it isn't installed
 */
export async function loadSearch(where: string): Promise<typeof searchCounterexample> {
  try {
    const loaded = await import('./search.ts');
    return loaded.searchCounterexample;
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
